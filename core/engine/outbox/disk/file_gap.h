// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/outbox/disk/file_reader.h"
#include "engine/outbox/disk/outbox_file.h"
#include "engine/outbox/queue/outbox_index.h"
#include "engine/outbox/queue/stored_delivery.h"

namespace herald::core {

/// The difference between what a newly opened file has and what the index says. A value.
class FileGap {
 public:
  /// `there`: what the file has, in the order of the sequences.
  FileGap(const OutboxIndex& index, const std::vector<StoredDelivery>& there);

  /// Writes to `file` what it lacks, with the bodies that `source` has, and removes what should not be there. It leaves
  /// the rows of what is in memory only, so that this stays safe until it is on disk itself. Returns the deliveries
  /// that `source` does not have. Throws DiskProblem.
  std::vector<std::uint64_t> close(OutboxFile& file, const FileReader& source) const;

 private:
  std::vector<Change> changes_{};         // need no body
  std::vector<std::uint64_t> missing_{};  // deliveries that the file lacks
  std::uint64_t lastSequence_;
};

}  // namespace herald::core
