// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "record.h"

namespace herald::kafka {

/// How far an owner of a partition has come. A commit can name one offset only; the note beside it says the rest. So
/// the next owner does not deliver again what is settled behind a gap, and knows what may come again. A value.
struct Progress {
  /// Records that follow each other in the log, the first and the last one included.
  struct Range {
    std::int64_t first = 0;
    std::int64_t last = 0;
    bool operator==(const Range&) const = default;
  };

  std::int64_t done = 0;         ///< the first record that is not settled: the offset to commit
  std::int64_t seen = 0;         ///< the highest offset that was read; not below done - 1
  std::vector<Range> settled{};  ///< what is settled behind `done`, rising

  bool isSettled(std::int64_t offset) const;

  /// The note is short, because a broker takes 4,096 bytes by default. Ranges that have no room are left out: they come
  /// again.
  Committed toCommit() const;

  /// Nothing if the note is not one of ours.
  static std::optional<Progress> of(const Committed& committed);

  bool operator==(const Progress&) const = default;
};

}  // namespace herald::kafka
