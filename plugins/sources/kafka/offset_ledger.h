// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace herald::kafka {

/// The records of one partition that were read and not yet committed. It knows up to which of them everything is
/// settled, without a gap: only so far may the offset be committed. A log has gaps of its own (a compacted topic,
/// records of transactions), so it counts records, not numbers. A value; for one thread at a time.
class OffsetLedger {
 public:
  /// The next record of the partition. Offsets rise; one that is not above the last one is ignored.
  void read(std::int64_t offset);

  /// The record needs nothing any more. An offset that was not read, or is settled, is ignored.
  void settle(std::int64_t offset);

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

  std::deque<Entry> records_{};  // by offset; the first one is not settled
  std::optional<std::int64_t> done_{};
  std::optional<std::int64_t> last_{};
};

}  // namespace herald::kafka
