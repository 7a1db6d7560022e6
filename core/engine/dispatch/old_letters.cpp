#include "engine/dispatch/old_letters.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr Millis kAtLeast = std::chrono::seconds(1);

}  // namespace

Clock::time_point OldLetters::look() {
  const auto now = time_.now();
  if (!again_.exchange(false) && now < next_) return next_;
  return next_ = std::max(outbox_.deadLetters().expire(now), now + kAtLeast);
}

}  // namespace herald::core
