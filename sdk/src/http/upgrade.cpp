// SPDX-License-Identifier: Apache-2.0
#include "herald/upgrade.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "http/connector.h"
#include "http/http_failure.h"
#include "http/owned_engine.h"
#include "http/request_head.h"
#include "http/upgraded_socket.h"
#include "http/wait_for.h"

namespace herald::inline v1 {
namespace {

Poco::Net::HTTPRequest upgradeRequest(const Url& url, const HttpSetup& setup) {
  Poco::Net::HTTPRequest head(Poco::Net::HTTPRequest::HTTP_GET, requestTarget(url, setup),
                              Poco::Net::HTTPMessage::HTTP_1_1);
  HttpRequest get;
  get.method = head.getMethod();
  eachHeader(get, url, setup,
             [&](std::string_view name, std::string_view value) { head.add(std::string(name), std::string(value)); });
  return head;
}

}  // namespace

Upgradable openUpgradable(const Settings& settings, const std::string& url, Clock::time_point deadline,
                          std::stop_token stop) {
  const std::optional<Url> parsed = parseUrl(url);
  if (!parsed)
    throw Failure(Outcome::Verdict::Hold, "the URL is not an http or https URL with a host: check the option url");
  const HttpSetup setup = readHttpSetup(settings);
  const Limit limit{.deadline = std::min(deadline, Clock::now() + setup.timeout), .stop = std::move(stop)};
  const OwnedEngine engine;
  Connector connector(settings, setup, engine.get());
  try {
    auto connection = waitFor(*engine.get(), connector.open(parsed->origin, limit), limit);
    return {upgradedSocket(std::move(connection)), upgradeRequest(*parsed, setup)};
  } catch (const std::exception& e) {
    throw httpFailure(e, parsed->origin, limit);
  }
}

}  // namespace herald::inline v1
