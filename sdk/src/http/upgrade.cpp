// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "herald/upgrade.h"
#include "http/connector.h"
#include "http/http_failure.h"
#include "http/request_head.h"

namespace herald::inline v1 {

Upgradable openUpgradable(const Settings& settings, const std::string& url, Clock::time_point deadline,
                          std::stop_token stop) {
  const std::optional<Url> parsed = parseUrl(url);
  if (!parsed)
    throw Failure(Outcome::Verdict::Hold, "the URL is not an http or https URL with a host: check the option url");
  const HttpSetup setup = readHttpSetup(settings);
  const Limit limit{std::min(deadline, Clock::now() + setup.timeout), std::move(stop)};
  Connector connector(settings, setup);
  try {
    HttpRequest get;
    get.method = "GET";
    return {connector.open(parsed->origin, limit)->detachSocket(), requestHead(get, *parsed, setup)};
  } catch (const std::exception& e) {
    throw httpFailure(e, parsed->origin, limit);
  }
}

}  // namespace herald::inline v1
