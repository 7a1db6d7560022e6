// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/timeline.h"

#include <algorithm>

namespace herald::core {

namespace {

template <typename Time>
std::int64_t inMillis(Time time) {
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::int64_t away(const Timeline::Mark& last, const TimeSource& time) {
  if (!last.synchronized || !time.synchronized()) return 0;
  return std::max<std::int64_t>(0, inMillis(time.wallClock()) - last.wall);
}

}  // namespace

Timeline::Timeline(const Mark& last, const TimeSource& time)
    : zero_(last.line + away(last, time) - inMillis(time.now())) {}

Timeline::Mark Timeline::mark(const TimeSource& time) const {
  return {at(time.now()), inMillis(time.wallClock()), time.synchronized()};
}

std::int64_t Timeline::at(Clock::time_point time) const { return zero_ + inMillis(time); }

Clock::time_point Timeline::from(std::int64_t line) const {
  return Clock::time_point(std::chrono::milliseconds(line - zero_));
}

}  // namespace herald::core
