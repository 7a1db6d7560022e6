// SPDX-License-Identifier: Apache-2.0
#include "token_store.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace herald::webhook {
namespace {

/// How long the store uses a token that it could not replace, before it tries again.
constexpr Millis kRetryAfter = std::chrono::seconds(10);

TokenResult tookTooLong() {
  return noAnswer(
      Failure(Outcome::Verdict::Retry,
              "the token call took longer than this attempt may take: check the token server, or raise timeout"));
}

}  // namespace

/// An attempt that waits for the token call of another one. The thread that ends that call works for the other one.
class TokenStore::Waiter : public std::enable_shared_from_this<Waiter> {
 public:
  Waiter(TokenStore& store, Clock::time_point deadline, std::stop_token stop, Done done)
      : store_(store),
        deadline_(deadline),
        stop_(std::move(stop)),
        done_(std::move(done)),
        resume_(store.carry_ ? store.carry_() : Resume()) {}

  bool hasLeft = false;  ///< a stop was requested; needs the lock of the store

  /// It leaves the store if a stop is requested, which may be now. Without the lock of the store.
  void heed() { onStop_.emplace(stop_, Leaving{*this}); }

  /// By the one thread that knows that it waits no longer, without the lock of the store.
  void end(TokenResult result) {
    goOn([&] { done_(std::move(result)); });
  }
  void getAgain() {
    goOn([&] { store_.get(deadline_, stop_, std::move(done_)); });
  }

 private:
  struct Leaving {
    Waiter& waiter;
    void operator()() const { waiter.store_.leave(waiter.shared_from_this()); }
  };

  void goOn(const std::function<void()>& work) {
    onStop_.reset();
    resume_ ? resume_(work) : work();
  }

  TokenStore& store_;
  const Clock::time_point deadline_;
  const std::stop_token stop_;
  Done done_;
  const Resume resume_;
  std::optional<std::stop_callback<Leaving>> onStop_{};
};

/// One call of the token server, which several attempts may wait for.
struct TokenStore::Request {
  Clock::time_point deadline{};
  std::vector<std::shared_ptr<Waiter>> waiters{};
  bool hasEnded = false;
};

void TokenStore::get(Clock::time_point deadline, const std::stop_token& stop, Done done) {
  std::shared_ptr<const Token> token;
  std::shared_ptr<Request> running, own;
  {
    const MutexLock lock(mutex_);
    const auto now = host_.now();
    if (token_ && (now < refreshAt_ || (!requests_.empty() && now < token_->end))) {
      token = token_;
    } else if (running = callFor(deadline); !running) {
      own = requests_.emplace_back(std::make_shared<Request>(Request{.deadline = deadline}));
    }
  }
  if (token) return done({std::move(token), {}});
  if (own) return call(own, stop, std::move(done));
  join(running, std::make_shared<Waiter>(*this, deadline, stop, std::move(done)));
}

/// The call under way that ends early enough for this attempt; null if there is none.
std::shared_ptr<TokenStore::Request> TokenStore::callFor(Clock::time_point deadline) const {
  const auto isInTime = [&](const auto& request) { return request->deadline - kLate <= deadline; };
  const auto found = std::find_if(requests_.begin(), requests_.end(), isInTime);
  return found == requests_.end() ? nullptr : *found;
}

void TokenStore::join(const std::shared_ptr<Request>& request, const std::shared_ptr<Waiter>& waiter) {
  waiter->heed();
  bool hasLeft = false;
  {
    const MutexLock lock(mutex_);
    hasLeft = waiter->hasLeft;
    if (!hasLeft && !request->hasEnded) {
      request->waiters.push_back(waiter);
      return;
    }
  }
  if (hasLeft) return waiter->end(tookTooLong());
  waiter->getAgain();
}

void TokenStore::call(const std::shared_ptr<Request>& request, const std::stop_token& stop, Done done) {
  try {
    fetch_(request->deadline, stop, [this, request, stop, done = std::move(done)](TokenResult result) {
      const bool isTimeUp = stop.stop_requested() || host_.now() >= request->deadline;
      {
        const MutexLock lock(mutex_);
        result = keep(std::move(result));
      }
      endCall(request, result, !result.token && isTimeUp);
      done(std::move(result));
    });
  } catch (...) {
    endCall(request, {}, true);
    throw;
  }
}

TokenResult TokenStore::keep(TokenResult result) {
  const auto now = host_.now();
  if (result.token) {
    token_ = result.token;
    refreshAt_ = token_->refreshAt;
  } else if (token_ && now < token_->end) {
    host_.log(Level::Warning, result.failure.reason + "; the sink uses the old token until its end");
    refreshAt_ = std::min(now + kRetryAfter, token_->end);
    result.token = token_;
  }
  return result;
}

/// If the time of the calling attempt was up, the result says nothing to the others: one of them calls again.
void TokenStore::endCall(const std::shared_ptr<Request>& request, const TokenResult& result, bool wasGivenUp) {
  std::vector<std::shared_ptr<Waiter>> waiters;
  {
    const MutexLock lock(mutex_);
    request->hasEnded = true;
    std::erase(requests_, request);
    waiters.swap(request->waiters);
  }
  for (const auto& waiter : waiters) {
    if (wasGivenUp) {
      waiter->getAgain();
    } else {
      waiter->end(result);
    }
  }
}

void TokenStore::leave(const std::shared_ptr<Waiter>& waiter) {
  bool found = false;
  {
    const MutexLock lock(mutex_);
    waiter->hasLeft = true;
    for (const auto& request : requests_) found |= std::erase(request->waiters, waiter) > 0;
  }
  if (found) waiter->end(tookTooLong());
}

void TokenStore::invalidate(const std::shared_ptr<const Token>& token) {
  const MutexLock lock(mutex_);
  if (token_ == token) token_.reset();
}

}  // namespace herald::webhook
