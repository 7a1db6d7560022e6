#include "core/dispatch/token_bucket.h"

#include <algorithm>

namespace herald::core {

TokenBucket::TokenBucket(const Rate& rate) { setRate(rate); }

void TokenBucket::setRate(const Rate& rate) {
  const std::lock_guard guard(mutex_);
  interval_ = Clock::duration(rate.per) / std::max(rate.count, 1);
  slack_ = interval_ * (std::max(rate.burst, 1) - 1);
}

Clock::time_point TokenBucket::due() const {
  const std::lock_guard guard(mutex_);
  return dueLocked();
}

bool TokenBucket::take(Clock::time_point now) {
  const std::lock_guard guard(mutex_);
  if (dueLocked() > now) return false;
  full_ = std::max(full_, now) + interval_;
  return true;
}

void TokenBucket::giveBack() {
  const std::lock_guard guard(mutex_);
  full_ -= interval_;
}

Clock::time_point TokenBucket::dueLocked() const { return full_ - slack_; }

}  // namespace herald::core
