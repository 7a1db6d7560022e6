// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/flood_budget.h"

#include <algorithm>
#include <chrono>

namespace herald::core {

void FloodBudget::refill(Clock::time_point now, const LogBounds& bounds) {
  const std::chrono::duration<double> passed = std::min<Clock::duration>(now - refilled_, std::chrono::minutes(1));
  const auto brought = static_cast<std::size_t>(static_cast<double>(bounds.bytes) / 60 * passed.count());
  left_ = std::min(left_ + brought, most(bounds));
  if (brought > 0) refilled_ = now;
}

bool FloodBudget::take(std::size_t bytes) {
  if (bytes > left_) return false;
  left_ -= bytes;
  return true;
}

}  // namespace herald::core
