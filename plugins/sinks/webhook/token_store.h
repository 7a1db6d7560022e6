#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

#include "herald/host.h"
#include "token.h"

namespace herald::webhook {

/// Keeps one token for all deliveries of a sink. However many want one at once, it is fetched once, and all of them get
/// what came of it. Any number of threads may use it.
class TokenStore {
 public:
  using Fetch = std::function<TokenResult(Clock::time_point deadline, const std::stop_token& stop)>;

  /// `fetch` gets a token, in the thread of one that asked for it; the host outlives the store.
  TokenStore(Fetch fetch, Host& host) : fetch_(std::move(fetch)), host_(host) {}

  /// The token in hand, or a fresh one; waits for at most until `deadline` or `stop`. If a token that would still do
  /// cannot be replaced ahead of its end, it is used on.
  TokenResult get(Clock::time_point deadline, const std::stop_token& stop);

  /// Throws `token` away, unless it was replaced meanwhile.
  void invalidate(const std::shared_ptr<const Token>& token);

 private:
  struct Flight;
  using Lock = std::unique_lock<std::mutex>;

  TokenResult fly(Lock& lock, Clock::time_point deadline, const std::stop_token& stop);
  void land(Flight& flight, TokenResult result, bool givenUp);
  bool wait(const Flight& flight, Lock& lock, Clock::time_point deadline, const std::stop_token& stop);

  const Fetch fetch_;
  Host& host_;
  std::mutex mutex_;
  std::condition_variable_any landed_;
  std::shared_ptr<const Token> token_;
  Clock::time_point refreshAt_{};
  std::shared_ptr<Flight> flight_;  ///< the fetch under way
};

}  // namespace herald::webhook
