// SPDX-License-Identifier: Apache-2.0
#include "events/unix_time.h"

#include <cmath>

namespace herald::events {

std::optional<std::chrono::system_clock::time_point> timeOfUnixSeconds(double seconds) {
  constexpr double kEnd = 9214646400;                          // of 2261
  if (!(seconds >= 0 && seconds < kEnd)) return std::nullopt;  // nor is it NaN
  return std::chrono::system_clock::time_point(std::chrono::milliseconds(std::llround(seconds * 1000)));
}

}  // namespace herald::events
