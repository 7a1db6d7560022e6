// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "progress.h"

namespace herald::kafka {

/// What was read of one partition, and what of it is settled. It knows up to which record everything is settled,
/// without a gap: only so far may the offset be committed. A log has gaps of its own (a compacted topic, records of
/// transactions), so it counts records, not numbers. It keeps only the records that are not settled, so one that stays
/// open for a day costs the same, however many go past it. A value; for one thread at a time.
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
  std::optional<std::int64_t> done() const;

  std::optional<std::int64_t> last() const { return last_; }  ///< the highest offset that was read
  std::size_t open() const { return open_.size(); }           ///< the records that are not settled: all that it keeps

 private:
  using SettledBehind = std::optional<Progress::Range>;

  std::optional<Progress> earlier_;
  std::map<std::int64_t, SettledBehind> open_{};  // by offset, with what is settled up to the next one
  std::optional<std::int64_t> last_{};
};

}  // namespace herald::kafka
