// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/disk_state.h"

namespace herald::core {

bool DiskState::refuse(const std::string& why, Clock::time_point now) {
  const bool isNew = refusal_.empty();
  refusal_ = why;
  retryAt_ = now + retry_;
  return isNew;
}

bool DiskState::setLow(bool low, Clock::time_point now) {
  constexpr auto kNoRetry = Clock::time_point::max();
  if (low && retryAt_ == kNoRetry) retryAt_ = now + retry_;
  if (!low && !refuses()) retryAt_ = kNoRetry;
  return std::exchange(low_, low) != low;
}

std::string DiskState::problem() const {
  if (refuses()) return refusal_ + "; new deliveries are in memory only, and Herald tries the disk again";
  if (low_) {
    return "the disk of " + folder_.string() + " is nearly full: new deliveries are in memory only until there is room";
  }
  return {};
}

}  // namespace herald::core
