// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "engine/outbox/disk/timeline.h"
#include "engine/outbox/note.h"
#include "herald/event.h"

namespace herald::core {

// How values stand in the columns of the outbox's file.

using WallTime = std::chrono::system_clock::time_point;

std::int64_t inNanos(WallTime time);  ///< since 1970
WallTime wallTimeOf(std::chrono::nanoseconds since1970);
WallTime wallTimeOf(std::chrono::milliseconds since1970);  ///< at most as far away as a WallTime can be

/// The one row of the table `clock`.
struct ClockRow {
  Timeline::Mark mark{};
  std::uint64_t lastSequence = 0;  ///< the newest that was given
};

// Checksums of everything in a row. A row whose checksum is wrong was changed by the disk. That of a delivery has two
// halves: the lower one is of the event, which never changes. The upper one is of everything else; RowSeal makes it.
std::int64_t checksumOf(const Event& event);
std::int64_t checksumOf(const Note& note);
std::int64_t checksumOf(const ClockRow& clock);

}  // namespace herald::core
