// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "engine/outbox/note.h"
#include "herald/event.h"

namespace herald::core {

// How values stand in the columns of the outbox's file.

using WallTime = std::chrono::system_clock::time_point;

std::int64_t inNanos(WallTime time);  ///< since 1970
WallTime wallTimeOf(std::chrono::nanoseconds since1970);
WallTime wallTimeOf(std::chrono::milliseconds since1970);  ///< at most as far away as a WallTime can be

/// A checksum of everything in the row of an event or a note. A row whose checksum is wrong was changed by the disk.
std::int64_t checksumOf(const Event& event);
std::int64_t checksumOf(const Note& note);

}  // namespace herald::core
