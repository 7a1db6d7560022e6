// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "progress.h"

namespace herald::kafka {

/// The records of one partition that were read and not yet committed. It knows up to which of them everything is
/// settled, without a gap: only so far may the offset be committed. A log has gaps of its own (a compacted topic,
/// records of transactions), so it counts records, not numbers. A value; for one thread at a time.
class OffsetLedger {
 public:
  /// `earlier` is how far the owner before has come, if the group knows. It holds for a log that goes on where that
  /// owner has stopped: if the first record is before it, somebody wants the old ones again, or the topic is a new one.
  explicit OffsetLedger(std::optional<Progress> earlier = std::nullopt) : earlier_(std::move(earlier)) {}

  enum class Record {
    Old,       ///< not above the last one: ignored
    New,       ///< nobody has read it before
    Repeated,  ///< the owner before has read it, and may have delivered it
    Settled,   ///< by the owner before
  };

  /// The next record of the partition. The caller settles it, also if it is `Settled`.
  Record read(std::int64_t offset);

  /// The record needs nothing any more. An offset that was not read, or is settled, is ignored.
  void settle(std::int64_t offset);

  /// What to commit, with what the owner before has settled and this one has not read yet. Nothing before the first
  /// record is read.
  std::optional<Progress> progress() const;

  /// The offset to commit: that of the first record which is not settled, or that behind the last record. Nothing
  /// before the first record is read.
  std::optional<std::int64_t> done() const { return done_; }

  std::optional<std::int64_t> last() const { return last_; }  ///< the highest offset that was read
  std::size_t open() const { return records_.size(); }        ///< the records from done() on

 private:
  struct Entry {
    std::int64_t offset = 0;
    bool isSettled = false;
  };

  std::optional<Progress> earlier_;
  std::deque<Entry> records_{};  // by offset; the first one is not settled
  std::optional<std::int64_t> done_{};
  std::optional<std::int64_t> last_{};  // the highest offset that was read
};

}  // namespace herald::kafka
