// SPDX-License-Identifier: Apache-2.0
#include "times/unix_time.h"

#include <cmath>

namespace herald::times {

std::optional<std::chrono::system_clock::time_point> timeOfUnixSeconds(double seconds) {
  if (!(seconds >= 0 && seconds < kEndOfTime)) return std::nullopt;  // nor is it NaN
  return std::chrono::system_clock::time_point(std::chrono::milliseconds(std::llround(seconds * 1000)));
}

}  // namespace herald::times
