// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "engine/outbox/disk/outbox_file.h"
#include "herald/mutex.h"

namespace herald::core {

/// Reads deliveries from the outbox's file, which may be opened again meanwhile. Every thread may call it, and it waits
/// for no write, and for no read of another file. A delivery that cannot be read is tried once more after the next
/// opening; after that it is lost.
class FileReader {
 public:
  using Deliveries = std::map<std::uint64_t, Delivery>;  ///< by sequence

  /// From now on it reads from this file. Waits for no read. Returns the file before: let it go without a lock, since
  /// closing a file may wait for the disk.
  std::shared_ptr<const OutboxFile> open(std::shared_ptr<const OutboxFile> file) HERALD_EXCLUDES(mutex_);

  /// How often open() was called. It tells which file a ReadProblem is about.
  int opening() const HERALD_EXCLUDES(mutex_);

  /// The result has the found and the damaged deliveries. One that fails again is a damaged one. Throws ReadProblem if
  /// one cannot be read for now. If the file was opened again meanwhile, read again; otherwise open it again.
  RowReader::Rows read(const std::vector<std::uint64_t>& sequences) HERALD_EXCLUDES(mutex_);

  /// The deliveries that can be read now, for a file that is about to be given up.
  Deliveries readLast(const std::vector<std::uint64_t>& sequences) const HERALD_EXCLUDES(mutex_);

 private:
  void noteFailures(const RowReader::Rows& rows, int opening) HERALD_EXCLUDES(mutex_);

  mutable Mutex mutex_{};  // held for a moment only
  std::shared_ptr<const OutboxFile> file_ HERALD_GUARDED_BY(mutex_){};
  int openings_ HERALD_GUARDED_BY(mutex_) = 0;
  std::map<std::uint64_t, int> failedIn_ HERALD_GUARDED_BY(mutex_){};  // sequences that failed first in this opening
};

}  // namespace herald::core
