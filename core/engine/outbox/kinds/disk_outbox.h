// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/outbox/disk/disk_storage.h"
#include "engine/outbox/kinds/queue_outbox.h"
#include "engine/outbox/queue_bounds.h"

namespace herald::core {

/// An outbox that survives the process: when store returns, the deliveries are on disk. While the disk refuses, it
/// continues in memory and reports that in health() and counts(). When the disk works again, it writes what is left.
///
/// A crash or a kill repeats only the attempts that were under way, or that ended within the last DiskStorage::kFlush.
/// A delivery that was being attempted at each of three such ends in a row becomes a dead letter.
class DiskOutbox final : public QueueOutbox {
 public:
  struct Options {
    QueueBounds bounds{};
    DiskStorage::Options disk{};
    std::filesystem::path inFlight{};  ///< the file of InFlight
  };

  /// Begins with what an earlier process left. Throws NewerOutbox. `time` outlives this.
  DiskOutbox(const Options& options, TimeSource& time);
};

}  // namespace herald::core
