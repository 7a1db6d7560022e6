// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/token_bucket.h"

#include <algorithm>
#include <cmath>

namespace herald::core {

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

Clock::time_point TokenBucket::due() const {
  const MutexLock lock(mutex_);
  return dueLocked();
}

bool TokenBucket::take(Clock::time_point now) {
  const MutexLock lock(mutex_);
  if (dueLocked() > now) return false;
  full_ = std::max(full_, now) + interval_;
  return true;
}

void TokenBucket::giveBack() {
  const MutexLock lock(mutex_);
  full_ -= interval_;
}

Clock::time_point TokenBucket::dueLocked() const { return full_ - slack_; }

}  // namespace herald::core
