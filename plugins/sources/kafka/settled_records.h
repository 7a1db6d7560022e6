// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "herald/mutex.h"
#include "record.h"

namespace herald::kafka {

/// The records that Herald has settled, on their way to the thread that reads the log. Any thread may use it.
class SettledRecords {
 public:
  struct Place {
    Partition partition{};
    std::int64_t offset = 0;
  };

  /// `wake` ends the wait of the thread that reads the log. It may be called with a lock held, and takes none of ours.
  explicit SettledRecords(std::function<void()> wake) : wake_(std::move(wake)) {}

  /// Wakes the reader if it has nothing to take yet.
  void add(const Partition& partition, std::int64_t offset) HERALD_EXCLUDES(mutex_);

  std::vector<Place> take() HERALD_EXCLUDES(mutex_);  ///< in the order in which they were settled

  /// From now on, add() does nothing. Returns when nobody wakes the reader any more.
  void close() HERALD_EXCLUDES(mutex_);

 private:
  Mutex mutex_{};
  std::function<void()> wake_ HERALD_GUARDED_BY(mutex_);
  std::vector<Place> places_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::kafka
