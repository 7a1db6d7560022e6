// SPDX-License-Identifier: Apache-2.0
#include "token_store.h"

#include <algorithm>
#include <utility>

namespace herald::webhook {
namespace {

/// How long the store uses a token that it could not replace, before it tries again.
constexpr Millis kRetryAfter = std::chrono::seconds(10);

}  // namespace

/// One call of the token server, which several threads may wait for.
struct TokenStore::Request {
  bool hasEnded = false;
  bool wasGivenUp = false;  ///< the time of the calling thread was up: the result says nothing to the other threads
  TokenResult result{};
};

TokenResult TokenStore::get(Clock::time_point deadline, const std::stop_token& stop) {
  const MutexLock lock(mutex_);
  for (;;) {
    const auto now = host_.now();
    if (token_ && (now < refreshAt_ || (request_ && now < token_->end))) return {token_, {}};
    if (!request_) return startRequest(deadline, stop);
    const auto request = request_;
    if (!wait(*request, deadline, stop))
      return noAnswer(
          Failure(Outcome::Verdict::Retry,
                  "the token call took longer than this attempt may take: check the token server, or raise timeout"));
    if (!request->wasGivenUp) return request->result;
  }
}

TokenResult TokenStore::startRequest(Clock::time_point deadline, const std::stop_token& stop) {
  const auto request = request_ = std::make_shared<Request>();
  try {
    TokenResult result;
    {
      const MutexUnlock unlocked(mutex_);
      result = fetch_(deadline, stop);
    }
    const bool isTimeUp = stop.stop_requested() || host_.now() >= deadline;
    endRequest(*request, std::move(result), isTimeUp);
  } catch (...) {
    endRequest(*request, {}, true);
    throw;
  }
  return request->result;
}

void TokenStore::endRequest(Request& request, TokenResult result, bool wasGivenUp) {
  request.hasEnded = true;
  request_.reset();
  const auto now = host_.now();
  if (result.token) {
    token_ = result.token;
    refreshAt_ = token_->refreshAt;
  } else if (token_ && now < token_->end) {
    host_.log(Level::Warning, result.failure.reason + "; the sink uses the old token until its end");
    refreshAt_ = std::min(now + kRetryAfter, token_->end);
    result.token = token_;
  } else {
    request.wasGivenUp = wasGivenUp;
  }
  request.result = std::move(result);
  ended_.notifyAll();
}

bool TokenStore::wait(const Request& request, Clock::time_point deadline, const std::stop_token& stop) {
  const auto hasEnded = [&] { return request.hasEnded; };
  if (deadline == Clock::time_point::max()) return ended_.wait(mutex_, stop, hasEnded);
  return ended_.waitUntil(mutex_, stop, deadline, hasEnded);
}

void TokenStore::invalidate(const std::shared_ptr<const Token>& token) {
  const MutexLock lock(mutex_);
  if (token_ == token) token_.reset();
}

}  // namespace herald::webhook
