// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_room.h"

#include <algorithm>
#include <numeric>

namespace herald::core {

namespace {

constexpr std::size_t kShare = 8;   // each rank keeps this part of the room
constexpr std::size_t kSlack = 16;  // this part of the room becomes free at once

}  // namespace

void LogRoom::remove(LogRank rank, std::size_t bytes) {
  auto& held = held_.at(static_cast<std::size_t>(rank));
  held -= std::min(held, bytes);
}

std::size_t LogRoom::total() const { return std::accumulate(held_.begin(), held_.end(), std::size_t{0}); }

// The shares of all ranks together are three quarters of the room. So the ranks above their share always have enough.
LogRoom::Bytes LogRoom::surplus(std::size_t most) const {
  Bytes surplus{};
  const auto now = total();
  if (now <= most) return surplus;
  auto left = now - (most - most / kSlack);
  for (std::size_t rank = 0; rank < kLogRanks; ++rank) {
    const auto above = held_[rank] - std::min(held_[rank], most / kShare);
    surplus[rank] = std::min(left, above);
    left -= surplus[rank];
  }
  return surplus;
}

}  // namespace herald::core
