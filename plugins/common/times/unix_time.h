// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

namespace herald::times {

/// The end of 2261 in seconds since 1970. A clock in nanoseconds holds little more.
inline constexpr double kEndOfTime = 9214646400;

/// The moment that a number from outside means, in seconds since 1970 and to the millisecond. Nothing if it is not
/// between 1970 and kEndOfTime. Any thread may call it.
std::optional<std::chrono::system_clock::time_point> timeOfUnixSeconds(double seconds);

}  // namespace herald::times
