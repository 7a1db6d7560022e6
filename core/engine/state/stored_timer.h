// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock/time_source.h"
#include "engine/outbox/note.h"
#include "herald/transform.h"

namespace herald::core {

/// The owner of the notes that are timers, one note for each timer. See stateOwner for the others.
inline constexpr const char* kTimerOwner = "timers";

/// A timer of a transform, as the core keeps it. It belongs to a place in a route: another instance at that place with
/// the same plugin type inherits it.
struct StoredTimer {
  std::string step{};  ///< the place: "farm.1.long"
  std::string type{};  ///< the type of the plugin
  Timer timer{};
  std::string id{};     ///< of the first event that the transform emits when it is woken
  std::string notTo{};  ///< a sink that never gets these events: see Origin
  Clock::time_point due{};
};

/// The key of a timer's note. Every thread may call these.
std::string timerKey(std::string_view step, std::string_view type, std::string_view device, std::string_view name);

/// The note of a timer, written now. It says how much of its time is left, and what the wall clock shows.
Note timerNote(const StoredTimer& timer, const TimeSource& time);

/// The timer of a note. What was left is left, less the time between two processes, which counts by the rule of
/// Timeline. Nothing if the note is damaged or removes its timer.
std::optional<StoredTimer> storedTimer(const Note& note, const TimeSource& time);

}  // namespace herald::core
