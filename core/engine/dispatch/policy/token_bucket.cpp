// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/token_bucket.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace herald::core {

namespace {

constexpr Clock::duration kTurn = std::chrono::seconds(1);  // for the next waiter to take its token

}  // namespace

TokenBucket::TokenBucket(const Rate& rate) { setRate(rate, {}); }

void TokenBucket::setRate(const Rate& rate, Clock::time_point now) {
  const MutexLock lock(mutex_);
  const auto missing = std::chrono::duration<double>(std::max(full_ - now, Clock::duration(0))) / interval_;
  const auto burst = std::max(rate.burst, 1);
  interval_ = Clock::duration(rate.per) / std::max(rate.count, 1);
  slack_ = interval_ * (burst - 1);
  full_ =
      now + Clock::duration(std::llround(static_cast<double>(interval_.count()) * std::min<double>(missing, burst)));
}

Clock::time_point TokenBucket::due(const Waiter& waiter) const {
  const MutexLock lock(mutex_);
  return dueFor(waiter);
}

bool TokenBucket::take(Waiter& waiter, Urgency urgency, Clock::time_point now) {
  const MutexLock lock(mutex_);
  wait(waiter, urgency);
  if (dueFor(waiter) > now) return false;
  auto& next = waiters_.take();
  next.place.reset();
  if (waiter.place) waiters_.remove(*std::exchange(waiter.place, std::nullopt));  // the other one missed its turn
  full_ = std::max(full_, now) + interval_;
  return true;
}

void TokenBucket::giveBack() {
  const MutexLock lock(mutex_);
  full_ -= interval_;
}

void TokenBucket::leave(Waiter& waiter) {
  const MutexLock lock(mutex_);
  if (waiter.place) waiters_.remove(*waiter.place);
  waiter.place.reset();
}

void TokenBucket::wait(Waiter& waiter, Urgency urgency) {
  if (!waiter.place) {
    waiter.place = waiters_.add(waiter, urgency);
  } else if (waiter.place->urgency != urgency) {
    waiter.place = waiters_.change(*waiter.place, urgency);
  }
}

Clock::time_point TokenBucket::dueLocked() const { return full_ - slack_; }

/// Another waiter may be next. Its sink may be unable to take the token, and nobody knows.
Clock::time_point TokenBucket::dueFor(const Waiter& waiter) const {
  const bool isNext = !waiter.place || &waiters_.next() == &waiter;
  return isNext ? dueLocked() : dueLocked() + std::min(interval_, kTurn);
}

}  // namespace herald::core
