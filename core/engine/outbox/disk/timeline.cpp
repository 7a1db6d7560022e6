// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/timeline.h"

#include <algorithm>

namespace herald::core {

namespace {

/// A damaged file may hold any number. Herald takes it as at most a century away, which its clocks can hold.
std::int64_t plausible(std::int64_t millis) {
  constexpr std::int64_t kCentury = 3'155'760'000'000;
  return std::clamp(millis, -kCentury, kCentury);
}

template <typename Time>
std::int64_t inMillis(Time time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::int64_t away(const Timeline::Mark& last, const TimeSource& time) {
  if (!last.synchronized || !time.synchronized()) return 0;
  return std::max<std::int64_t>(0, inMillis(time.wallClock()) - plausible(last.wall));
}

}  // namespace

Timeline::Timeline(const Mark& last, const TimeSource& time)
    : zero_(plausible(last.line) + away(last, time) - inMillis(time.now())) {}

Timeline::Mark Timeline::mark(const TimeSource& time) const {
  return {at(time.now()), inMillis(time.wallClock()), time.synchronized()};
}

std::int64_t Timeline::at(Clock::time_point time) const { return zero_ + inMillis(time); }

Clock::time_point Timeline::from(std::int64_t line) const {
  return Clock::time_point(std::chrono::milliseconds(plausible(plausible(line) - zero_)));
}

}  // namespace herald::core
