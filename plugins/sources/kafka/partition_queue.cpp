// SPDX-License-Identifier: Apache-2.0
#include "partition_queue.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace herald::kafka {

bool PartitionQueue::isWanted(OffsetLedger::Record record, const std::string& device) {
  switch (record) {
    case OffsetLedger::Record::Old: return false;
    case OffsetLedger::Record::New: repeated_.clear(); return true;
    case OffsetLedger::Record::Repeated: repeated_.insert(device); return true;
    case OffsetLedger::Record::Settled: return repeated_.contains(device);
  }
  return true;
}

void PartitionQueue::add(HeldEvent event, std::size_t bytes) {
  events_.push_back(std::move(event));
  sizes_.push_back(bytes);
  bytes_ += bytes;
}

/// Takes what fits without many questions: half as many after a refusal, twice as many after a success.
void PartitionQueue::drain(const std::function<bool(std::span<HeldEvent>)>& offer) {
  std::size_t taken = 0;
  while (taken < events_.size()) {
    const auto some = std::min(batch_, events_.size() - taken);
    const bool fits = offer(std::span(events_).subspan(taken, some));
    if (!fits && some == 1) break;
    if (fits) taken += some;
    batch_ = fits ? std::min(2 * some, kMostEvents) : some / 2;
  }
  bytes_ -= std::accumulate(sizes_.begin(), sizes_.begin() + static_cast<std::ptrdiff_t>(taken), std::size_t{0});
  events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(taken));
  sizes_.erase(sizes_.begin(), sizes_.begin() + static_cast<std::ptrdiff_t>(taken));
}

}  // namespace herald::kafka
