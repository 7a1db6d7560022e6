// SPDX-License-Identifier: Apache-2.0
#include "base/clock/time_source.h"

#include <sys/timex.h>

namespace herald::core {

TimeSource::~TimeSource() = default;

Clock::time_point SystemTime::now() const { return Clock::now(); }

std::chrono::system_clock::time_point SystemTime::wallClock() const { return std::chrono::system_clock::now(); }

bool SystemTime::synchronized() const {
  ::timex state{};
  return ::adjtimex(&state) != TIME_ERROR;
}

bool SystemTime::waitUntil(Condition& condition, Mutex& mutex, Clock::time_point until,
                           const std::function<bool()>& done) {
  if (until != Clock::time_point::max()) return condition.waitUntil(mutex, until, done);
  condition.wait(mutex, done);
  return true;
}

}  // namespace herald::core
