// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "herald/attempt_carrier.h"
#include "herald/host.h"
#include "herald/mutex.h"
#include "token.h"

namespace herald::webhook {

/// Keeps one token for all deliveries of a sink. If many attempts need a token at the same time, one call gets it, and
/// all get the result. No thread waits for it. Any thread may use it.
class TokenStore {
 public:
  using Done = std::function<void(TokenResult result)>;

  /// Gets a token from the server, within the limits of the attempt that needs it first. Calls `done` once, on any
  /// thread. It may throw before that.
  using Fetch = std::function<void(Clock::time_point deadline, const std::stop_token& stop, Done done)>;

  static constexpr Millis kLate = std::chrono::seconds(3);  ///< Herald bears 5 s

  /// `host` must outlive the store, and the store all its calls. `carry` is carryAttempt() for the client of the fetch.
  TokenStore(Fetch fetch, Host& host, std::function<Resume()> carry = {})
      : fetch_(std::move(fetch)), host_(host), carry_(std::move(carry)) {}

  /// Calls `done` once with the current token, or with a new one, on any thread. Soon after a request to `stop`, and
  /// about by `deadline`: an attempt may wait up to kLate longer for the call of another one. If a token cannot be
  /// replaced before its end, that is the old one until its end. Throws what the fetch throws.
  void get(Clock::time_point deadline, const std::stop_token& stop, Done done) HERALD_EXCLUDES(mutex_);

  /// Discards `token`, unless another one has replaced it.
  void invalidate(const std::shared_ptr<const Token>& token) HERALD_EXCLUDES(mutex_);

 private:
  class Waiter;
  struct Request;

  std::shared_ptr<Request> callFor(Clock::time_point deadline) const HERALD_REQUIRES(mutex_);
  void join(const std::shared_ptr<Request>& request, const std::shared_ptr<Waiter>& waiter) HERALD_EXCLUDES(mutex_);
  void call(const std::shared_ptr<Request>& request, const std::stop_token& stop, Done done) HERALD_EXCLUDES(mutex_);
  void endCall(const std::shared_ptr<Request>& request, const TokenResult& result, bool wasGivenUp)
      HERALD_EXCLUDES(mutex_);
  TokenResult keep(TokenResult result) HERALD_REQUIRES(mutex_);
  void leave(const std::shared_ptr<Waiter>& waiter) HERALD_EXCLUDES(mutex_);

  const Fetch fetch_;
  Host& host_;
  const std::function<Resume()> carry_;

  Mutex mutex_;
  std::shared_ptr<const Token> token_ HERALD_GUARDED_BY(mutex_);
  Clock::time_point refreshAt_ HERALD_GUARDED_BY(mutex_){};
  std::vector<std::shared_ptr<Request>> requests_
      HERALD_GUARDED_BY(mutex_);  ///< under way; their members need the lock
};

}  // namespace herald::webhook
