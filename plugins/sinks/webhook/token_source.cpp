// SPDX-License-Identifier: Apache-2.0
#include "token_source.h"

#include <utility>

#include "herald/attempt_carrier.h"
#include "token_request.h"

namespace herald::webhook {

TokenSource::TokenSource(const Settings& settings, Host& host)
    : host_(host),
      request_(tokenRequest(settings)),
      reuse_(settings.flag("oauth.reuse")),
      store_([this](Clock::time_point deadline, const std::stop_token& stop,
                    TokenStore::Done done) { fetch(deadline, stop, std::move(done)); },
             host, [this] { return carryAttempt(*client_); }),
      client_(tokenClient(settings, host)) {}

std::string TokenSource::keyOf(const Settings& settings) {
  std::string key = "token\n";
  for (const auto& [option, value] : settings.values()) {
    if (option.starts_with("oauth.") || option.starts_with("tls.") || option == "proxy")
      key += option + '=' + std::to_string(value.size()) + ':' + value + '\n';
  }
  return key;
}

void TokenSource::get(Clock::time_point deadline, const std::stop_token& stop, TokenStore::Done done) {
  reuse_ ? store_.get(deadline, stop, std::move(done)) : fetch(deadline, stop, std::move(done));
}

bool TokenSource::discard(const std::shared_ptr<const Token>& token) {
  if (reuse_) store_.invalidate(token);
  return reuse_;
}

void TokenSource::fetch(Clock::time_point deadline, const std::stop_token& stop, TokenStore::Done done) {
  client_->start(request_, deadline, stop, [asked = host_.now(), done = std::move(done)](HttpResult result) {
    const auto* failure = std::get_if<Failure>(&result);
    done(failure ? noAnswer(*failure) : readToken(std::get<HttpResponse>(result), asked));
  });
}

}  // namespace herald::webhook
