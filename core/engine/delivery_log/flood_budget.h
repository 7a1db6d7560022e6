// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

#include "engine/delivery_log/log_room.h"
#include "herald/outcome.h"

namespace herald::core {

/// How many bytes the log takes of attempts that delivered. What a flood of them writes would be gone again within a
/// minute, and would cost more than the deliveries. So each second brings a sixtieth of the log's size. What nobody
/// used is kept, for a burst. A value.
class FloodBudget {
 public:
  static constexpr std::size_t kMost = std::size_t{6} << 20;  ///< bytes that are kept, or half the log if that is less

  /// Full, at that time.
  FloodBudget(Clock::time_point now, const LogBounds& bounds) : left_(most(bounds)), refilled_(now) {}

  /// Adds what the time since the last refill brings.
  void refill(Clock::time_point now, const LogBounds& bounds);

  /// False, and it takes nothing, if there is not so much.
  bool take(std::size_t bytes);

 private:
  static std::size_t most(const LogBounds& bounds) { return std::min(kMost, bounds.bytes / 2); }

  std::size_t left_;
  Clock::time_point refilled_;
};

}  // namespace herald::core
