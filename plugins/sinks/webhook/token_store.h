// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "herald/host.h"
#include "herald/mutex.h"
#include "token.h"

namespace herald::webhook {

/// Keeps one token for all deliveries of a sink. If many threads need a token at the same time, one of them fetches it,
/// and all get the result. Any thread may use it.
class TokenStore {
 public:
  /// Gets a token from the server. Runs in a thread that called get(), with that thread's deadline and stop.
  using Fetch = std::function<TokenResult(Clock::time_point deadline, const std::stop_token& stop)>;

  /// `host` must outlive the store.
  TokenStore(Fetch fetch, Host& host) : fetch_(std::move(fetch)), host_(host) {}

  /// The current token, or a new one. Waits at most until `deadline`, or until `stop` is requested. If a token cannot
  /// be replaced before its end, the store returns it until its end. Throws what the fetch throws.
  TokenResult get(Clock::time_point deadline, const std::stop_token& stop) HERALD_EXCLUDES(mutex_);

  /// Discards `token`, unless another one has replaced it.
  void invalidate(const std::shared_ptr<const Token>& token) HERALD_EXCLUDES(mutex_);

 private:
  struct Request;

  TokenResult startRequest(Clock::time_point deadline, const std::stop_token& stop) HERALD_REQUIRES(mutex_);
  void endRequest(Request& request, TokenResult result, bool wasGivenUp) HERALD_REQUIRES(mutex_);
  bool wait(const Request& request, Clock::time_point deadline, const std::stop_token& stop) HERALD_REQUIRES(mutex_);

  const Fetch fetch_;
  Host& host_;

  Mutex mutex_;
  StoppableCondition ended_;
  std::shared_ptr<const Token> token_ HERALD_GUARDED_BY(mutex_);
  Clock::time_point refreshAt_ HERALD_GUARDED_BY(mutex_){};
  std::shared_ptr<Request> request_ HERALD_GUARDED_BY(mutex_);  ///< the one under way; its members, too, need the lock
};

}  // namespace herald::webhook
