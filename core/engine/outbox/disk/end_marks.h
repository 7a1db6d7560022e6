// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

#include "engine/outbox/queue/change_log.h"
#include "engine/outbox/queue/stored_delivery.h"
#include "herald/file_descriptor.h"

namespace herald::core {

/// Remembers which deliveries have ended while the outbox's file refuses to record it, for example on a full disk. It
/// has a small file of its own. That file takes its room before a delivery goes to disk, so a mark never needs any.
/// Marks survive the end of the process; a power cut may lose the last ones. One thread at a time may call it.
class EndMarks {
 public:
  /// Reads the marks of an earlier process. Without the file there are none.
  explicit EndMarks(std::filesystem::path file);

  /// Whether this change ends a delivery: a removed row, or a dead letter.
  static bool isEnd(const Change& change);

  /// Takes room for the ends of this many rows. Throws DiskProblem.
  void reserve(std::size_t rows);

  /// Marks the rows that these changes end. A mark that cannot be written is left out: then a delivery is repeated.
  void add(const std::vector<Change>& changes);

  /// The outbox's file has recorded all of them.
  void clear();

  /// Begins a new file if somebody removed or replaced it. Reads the marks if the file could not be opened before.
  void renew();

  std::uint64_t lastRow() const;  ///< the highest row with a mark; 0 if no row has one

  /// Takes what has ended out of `stored`, or makes it a dead letter as of `now`. Returns the changes that the outbox's
  /// file still lacks.
  std::vector<Change> applyTo(std::vector<StoredDelivery>& stored, Clock::time_point now) const;

 private:
  enum class End : std::uint8_t { Gone, Dead };

  void open();
  void read();

  const std::filesystem::path path_;
  FileDescriptor fd_{};
  std::size_t room_ = 0;                  // in marks
  std::size_t used_ = 0;                  // the first free place
  std::map<std::uint64_t, End> marks_{};  // by row
};

}  // namespace herald::core
