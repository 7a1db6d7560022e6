// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "herald/host.h"
#include "herald/http.h"
#include "herald/settings.h"
#include "token_store.h"

namespace herald::webhook {

/// Gets tokens from a token server, by the options `oauth.*`. The instances of one sink whose token calls are equal
/// share it, and so the token. Any thread may use it.
class TokenSource {
 public:
  /// `host` must outlive it. Throws BadSettings.
  TokenSource(const Settings& settings, Host& host);

  /// Equal for settings whose token calls are equal.
  static std::string keyOf(const Settings& settings);

  /// Calls `done` once with the current token, or with a new one; see TokenStore::get. With `oauth.reuse = false`,
  /// always a new one.
  void get(Clock::time_point deadline, const std::stop_token& stop, TokenStore::Done done);

  /// Discards a token that the receiver has rejected. Returns whether another one may help: not if it was new.
  bool discard(const std::shared_ptr<const Token>& token);

 private:
  void fetch(Clock::time_point deadline, const std::stop_token& stop, TokenStore::Done done);

  Host& host_;
  const HttpRequest request_;
  const bool reuse_;
  TokenStore store_;
  const std::unique_ptr<HttpClient> client_;
};

}  // namespace herald::webhook
