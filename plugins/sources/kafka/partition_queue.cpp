// SPDX-License-Identifier: Apache-2.0
#include "partition_queue.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace herald::kafka {

void PartitionQueue::add(HeldEvent event, std::size_t bytes) {
  events_.push_back(std::move(event));
  sizes_.push_back(bytes);
  bytes_ += bytes;
}

/// Half as many after each refusal: so a sink that has room for some of them gets these.
void PartitionQueue::drain(const std::function<bool(std::span<HeldEvent>)>& offer) {
  std::size_t taken = 0;
  for (auto some = events_.size(); some > 0;) {
    if (offer(std::span(events_).subspan(taken, some))) {
      taken += some;
      some = std::min(some, events_.size() - taken);
    } else {
      some /= 2;
    }
  }
  bytes_ -= std::accumulate(sizes_.begin(), sizes_.begin() + static_cast<std::ptrdiff_t>(taken), std::size_t{0});
  events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(taken));
  sizes_.erase(sizes_.begin(), sizes_.begin() + static_cast<std::ptrdiff_t>(taken));
}

}  // namespace herald::kafka
