#pragma once

#include <filesystem>

#include "engine/outbox/disk/disk_writer.h"
#include "engine/outbox/queue/queue_outbox.h"
#include "engine/outbox/queue_bounds.h"

namespace herald::core {

/// An outbox that outlasts the process: what store has taken is on disk when it returns. While the disk refuses, it
/// goes on in memory, says so in health() and counts(), and takes to the disk what is left when that works again.
///
/// A delivery that was being attempted at each of three unclean ends of the process in a row is a dead letter: an
/// unclean end repeats what was being attempted, or has ended within the last DiskWriter::kFlush, and nothing else.
class DiskOutbox final : public QueueOutbox {
 public:
  struct Options {
    QueueBounds bounds{};
    DiskWriter::Options disk{};
    std::filesystem::path inFlight{};  ///< the file of InFlight
  };

  /// Begins with what an earlier process left. Throws NewerOutbox. `time` outlives this.
  DiskOutbox(const Options& options, TimeSource& time);
};

}  // namespace herald::core
