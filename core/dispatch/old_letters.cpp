#include "core/dispatch/old_letters.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr auto kUntilTheClockIsSet = std::chrono::hours(1);
constexpr Millis kAtLeast = std::chrono::seconds(1);
constexpr Millis kAtMost = std::chrono::hours(24);  // the clock may be set meanwhile

}  // namespace

Clock::time_point OldLetters::look() {
  const auto now = time_.now();
  if (now < next_) return next_;
  if (!time_.synchronized()) return next_ = now + kUntilTheClockIsSet;
  const auto wallClock = time_.wallClock();
  const auto wait = outbox_.deadLetters().expire(wallClock) - wallClock;
  return next_ = now + std::clamp(std::chrono::ceil<Millis>(wait), kAtLeast, kAtMost);
}

}  // namespace herald::core
