// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/outcome.h"

namespace herald::core {

inline constexpr Clock::time_point kNow{std::chrono::hours(1)};  ///< any time, for tests that let none pass
inline constexpr auto kNever = Clock::time_point::max();

}  // namespace herald::core
