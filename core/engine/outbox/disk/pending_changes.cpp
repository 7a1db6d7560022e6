// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/pending_changes.h"

#include <algorithm>
#include <utility>

namespace herald::core {

bool PendingChanges::add(Change change) {
  changes_.push_back(std::move(change));
  ++logged_;
  return changes_.size() == 1;
}

void PendingChanges::setDue(Clock::time_point due) {
  if (!changes_.empty()) due_ = due;
}

PendingChanges::Batch PendingChanges::take() {
  due_ = Clock::time_point::max();
  return {.changes = std::exchange(changes_, {}), .last = logged_, .safe = safeUpTo_ > safe_};
}

void PendingChanges::written(const Batch& batch) {
  if (batch.safe) safe_ = std::max(safe_, batch.last);
}

std::vector<Change> PendingChanges::giveUp() {
  due_ = Clock::time_point::max();
  safe_ = logged_;
  return std::exchange(changes_, {});
}

}  // namespace herald::core
