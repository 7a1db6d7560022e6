// SPDX-License-Identifier: Apache-2.0
#include "token_source.h"

#include "token_request.h"

namespace herald::webhook {

TokenSource::TokenSource(const Settings& settings, Host& host)
    : host_(host),
      request_(tokenRequest(settings)),
      client_(tokenClient(settings, host)),
      reuse_(settings.flag("oauth.reuse")),
      store_([this](Clock::time_point deadline, const std::stop_token& stop) { return fetch(deadline, stop); }, host) {}

std::string TokenSource::keyOf(const Settings& settings) {
  std::string key = "token\n";
  for (const auto& [option, value] : settings.values()) {
    if (option.starts_with("oauth.") || option.starts_with("tls.") || option == "proxy")
      key += option + '=' + std::to_string(value.size()) + ':' + value + '\n';
  }
  return key;
}

TokenResult TokenSource::get(Clock::time_point deadline, const std::stop_token& stop) {
  return reuse_ ? store_.get(deadline, stop) : fetch(deadline, stop);
}

bool TokenSource::discard(const std::shared_ptr<const Token>& token) {
  if (reuse_) store_.invalidate(token);
  return reuse_;
}

TokenResult TokenSource::fetch(Clock::time_point deadline, const std::stop_token& stop) {
  const auto asked = host_.now();
  try {
    return readToken(client_->send(request_, deadline, stop), asked);
  } catch (const Failure& failure) {
    return noAnswer(failure);
  }
}

}  // namespace herald::webhook
