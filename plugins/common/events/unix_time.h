// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

namespace herald::events {

/// The moment that a number from outside means, in seconds since 1970 and to the millisecond. Nothing if it is not
/// between 1970 and the end of 2261: this is about what a clock in nanoseconds can hold. Any thread may call it.
std::optional<std::chrono::system_clock::time_point> timeOfUnixSeconds(double seconds);

}  // namespace herald::events
