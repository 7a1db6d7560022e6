// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/note.h"
#include "engine/state/stored_timer.h"
#include "herald/mutex.h"

namespace herald::core {

/// The timers of one transform instance, as the transform sees them. What it sets and cancels counts here at once. It
/// is also a note that takeNotes() hands over, so that it goes to the outbox with the deliveries of the event. Every
/// thread may call it.
class TimerBook final : public Timers {
 public:
  static constexpr std::size_t kMost = 1000;                       ///< timers
  static constexpr std::size_t kMostBytes = std::size_t{4} << 20;  ///< of all notes together
  static constexpr Millis kLeast{100};
  static constexpr Millis kLongest = std::chrono::hours(24 * 366);

  /// `step` is the place of the instance, `type` that of its plugin: see StoredTimer. The clock outlives this.
  TimerBook(std::string step, std::string type, const TimeSource& time);

  bool set(const Timer& timer, Millis after) override HERALD_EXCLUDES(mutex_);
  bool cancel(std::string_view device, std::string_view name) override HERALD_EXCLUDES(mutex_);
  std::vector<std::string> names(std::string_view device) const override HERALD_EXCLUDES(mutex_);

  bool owns(const StoredTimer& timer) const { return timer.step == step_ && timer.type == type_; }

  /// Takes over the timers that an earlier instance has left, by their notes, in the place of those that it took over
  /// before. What this instance has set or cancelled itself stays. With `last`, this was the last time.
  void takeOver(const std::vector<std::pair<StoredTimer, std::size_t>>& left, bool last) HERALD_EXCLUDES(mutex_);

  /// False after takeOver(…, true).
  bool takesOver() const HERALD_EXCLUDES(mutex_);

  /// Events of this origin follow; `notTo` is that of Origin.
  void expect(const std::string& notTo) HERALD_EXCLUDES(mutex_);

  /// True unless the transform has cancelled or replaced the timer.
  bool has(const StoredTimer& timer) const HERALD_EXCLUDES(mutex_);

  /// The transform was woken: removes the timer, unless the transform has replaced it.
  void woken(const StoredTimer& timer) HERALD_EXCLUDES(mutex_);

  /// The notes to store atomically with the deliveries. It returns each note once.
  std::vector<Note> takeNotes() HERALD_EXCLUDES(mutex_);

 private:
  using Key = std::pair<std::string, std::string>;  // device and name
  struct Live {
    std::string id{};
    std::size_t size = 0;
  };
  using LiveTimers = std::map<Key, Live>;

  void remove(LiveTimers::iterator timer) HERALD_REQUIRES(mutex_);
  void noteRemoval(const Key& timer) HERALD_REQUIRES(mutex_);
  void changed(const Key& key) HERALD_REQUIRES(mutex_);

  const std::string step_;
  const std::string type_;
  const TimeSource& time_;
  mutable Mutex mutex_{};
  LiveTimers live_ HERALD_GUARDED_BY(mutex_){};
  std::size_t bytes_ HERALD_GUARDED_BY(mutex_) = 0;
  std::map<std::string, Note> untaken_ HERALD_GUARDED_BY(mutex_){};  // by key
  std::set<Key> changed_ HERALD_GUARDED_BY(mutex_){};                // by this instance, while it takes over
  bool takesOver_ HERALD_GUARDED_BY(mutex_) = true;
  std::string notTo_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
