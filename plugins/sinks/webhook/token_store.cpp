#include "token_store.h"

#include <algorithm>
#include <utility>

namespace herald::webhook {
namespace {

/// How long a token that could not be replaced is used before that is tried again.
constexpr Millis kNextTry = std::chrono::seconds(10);

}  // namespace

/// One fetch, and those who wait for it.
struct TokenStore::Flight {
  bool landed = false;
  bool givenUp = false;  ///< the time of the one who fetched was up: what came of it says nothing to the others
  TokenResult result{};
};

TokenResult TokenStore::get(Clock::time_point deadline, const std::stop_token& stop) {
  Lock lock(mutex_);
  for (;;) {
    const auto now = host_.now();
    if (token_ && (now < refreshAt_ || (flight_ && now < token_->end))) return {token_, {}};
    if (!flight_) return fly(lock, deadline, stop);
    const auto flight = flight_;
    if (!wait(*flight, lock, deadline, stop))
      return noAnswer(Failure(Outcome::Verdict::Retry, "it was still asked for one when the time was up"));
    if (!flight->givenUp) return flight->result;
  }
}

TokenResult TokenStore::fly(Lock& lock, Clock::time_point deadline, const std::stop_token& stop) {
  const auto flight = flight_ = std::make_shared<Flight>();
  lock.unlock();
  try {
    TokenResult result = fetch_(deadline, stop);
    lock.lock();
    const bool isOver = stop.stop_requested() || host_.now() >= deadline;
    land(*flight, std::move(result), isOver);
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    land(*flight, {}, true);
    throw;
  }
  return flight->result;
}

void TokenStore::land(Flight& flight, TokenResult result, bool givenUp) {
  flight.landed = true;
  flight_.reset();
  const auto now = host_.now();
  if (result.token) {
    token_ = result.token;
    refreshAt_ = token_->refreshAt;
  } else if (token_ && now < token_->end) {
    host_.log(Level::Warning, result.failure.reason + "; the token in hand is used until it ends");
    refreshAt_ = std::min(now + kNextTry, token_->end);
    result.token = token_;
  } else {
    flight.givenUp = givenUp;
  }
  flight.result = std::move(result);
  landed_.notify_all();
}

bool TokenStore::wait(const Flight& flight, Lock& lock, Clock::time_point deadline, const std::stop_token& stop) {
  const auto landed = [&] { return flight.landed; };
  if (deadline == Clock::time_point::max()) return landed_.wait(lock, stop, landed);
  return landed_.wait_until(lock, stop, deadline, landed);
}

void TokenStore::invalidate(const std::shared_ptr<const Token>& token) {
  const std::lock_guard lock(mutex_);
  if (token_ == token) token_.reset();
}

}  // namespace herald::webhook
