// SPDX-License-Identifier: Apache-2.0
#include "settled_records.h"

namespace herald::kafka {

void SettledRecords::add(const Partition& partition, std::int64_t offset) {
  const MutexLock lock(mutex_);
  if (!wake_) return;
  places_.push_back({partition, offset});
  if (places_.size() == 1) wake_();
}

std::vector<SettledRecords::Place> SettledRecords::take() {
  const MutexLock lock(mutex_);
  return std::exchange(places_, {});
}

void SettledRecords::close() {
  const MutexLock lock(mutex_);
  wake_ = nullptr;
}

}  // namespace herald::kafka
