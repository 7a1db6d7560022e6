// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/note.h"
#include "engine/state/stored_timer.h"
#include "herald/mutex.h"

namespace herald::core {

/// The timers of one transform that wait.
struct TimerCount {
  std::size_t waiting = 0;
  Clock::time_point next = Clock::time_point::max();
};

/// When each timer is due whose note the outbox has. The table has no events: see Outbox::note. Every thread may call
/// it.
class TimerTable {
 public:
  /// How often the time that is left goes into the notes.
  static constexpr Millis kNoted = std::chrono::hours(1);

  struct Entry {
    std::string key{};  ///< of the note
    std::string id{};   ///< of StoredTimer
    std::string step{};
    Clock::time_point due{};
    Clock::time_point written{};  ///< when the note was written
  };

  explicit TimerTable(const TimeSource& time) : time_(time) {}  ///< the clock outlives this

  /// Takes up a note of the owner kTimerOwner that the outbox has stored. An empty or damaged one removes its timer. Of
  /// two for one timer, it keeps the one that was written later: threads come here in any order.
  void put(const Note& note) HERALD_EXCLUDES(mutex_);

  /// The same, unless the timer is there already.
  void add(const Note& note) HERALD_EXCLUDES(mutex_);

  void remove(const Entry& timer) HERALD_EXCLUDES(mutex_);                             ///< unless it was replaced
  void postpone(const Entry& timer, Clock::time_point until) HERALD_EXCLUDES(mutex_);  ///< unless it was replaced

  /// The timer that was due first; nothing if none is due.
  std::optional<Entry> due() const HERALD_EXCLUDES(mutex_);

  /// All timers, if their notes have not been renewed for kNoted, or at once if `now`. They count as renewed from here.
  std::vector<Entry> toNote(bool now) HERALD_EXCLUDES(mutex_);

  /// When there is something to do next; max() if there are no timers.
  Clock::time_point next() const HERALD_EXCLUDES(mutex_);

  std::map<std::string, TimerCount> counts() const HERALD_EXCLUDES(mutex_);  ///< by step

 private:
  using Entries = std::map<std::string, Entry>;  // by key

  void set(Entry entry) HERALD_REQUIRES(mutex_);
  void erase(Entries::iterator entry) HERALD_REQUIRES(mutex_);
  Entries::iterator find(const Entry& timer) HERALD_REQUIRES(mutex_);
  std::optional<Entry> entryOf(const Note& note) const;

  const TimeSource& time_;
  mutable Mutex mutex_{};
  Entries entries_ HERALD_GUARDED_BY(mutex_){};
  std::set<std::pair<Clock::time_point, std::string>> byTime_ HERALD_GUARDED_BY(mutex_){};  // due, key
  Clock::time_point noteAt_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();
};

}  // namespace herald::core
