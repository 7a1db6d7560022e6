// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/snapshots/darkroom.h"
#include "engine/snapshots/snapshot_store.h"
#include "herald/mutex.h"

namespace herald::core {

/// How a camera has worked since the start.
struct CameraCounts {
  std::uint64_t taken = 0;
  std::uint64_t failed = 0;
  std::string problem{};  ///< why the last picture failed; empty if it did not
};

/// What the pictures need from outside; each may be missing. They are called from any thread.
struct SnapshotHooks {
  std::function<void(const std::set<std::string>& sinks)> wake{};  ///< these sinks wait no longer for a picture
  std::function<void(Clock::time_point when)> expectWatch{};       ///< call Snapshots::watch() then
  std::function<void(Clock::time_point when)> expectTidy{};        ///< call Snapshots::tidy() then
};

/// Knows which events still wait for their picture, and keeps those that were taken. The threads of cameras share it,
/// so one that hangs may outlive everything else. Every thread may call it; only taken() waits for the disk.
class SnapshotBook {
 public:
  using Sinks = std::set<std::string>;
  using Events = std::vector<std::string>;

  static constexpr Millis kFirstLook = std::chrono::seconds(10);

  /// The clock outlives all but a camera that hangs.
  SnapshotBook(SnapshotPlace place, TimeSource& time);

  /// A camera is about to take the picture of this event. Its deliveries to these sinks wait until it is there or has
  /// failed, but not longer than `until`. False if the event has a picture, or waits for one; then these sinks wait for
  /// that.
  bool expect(const std::string& event, Clock::time_point until, Sinks sinks);

  void taken(const Events& events, const Jpeg& jpeg);
  void failed(const Events& events);

  /// Until when a delivery of this event has to wait; the epoch if it need not.
  Clock::time_point until(const std::string& event) const;

  /// Returns when the picture of this event is there or has failed; at `deadline` at the latest.
  void await(const std::string& event, Clock::time_point deadline);

  /// The same for the pictures of all events.
  void awaitAll(Clock::time_point deadline);

  /// While the result lives, unheld() does not name these events.
  std::shared_ptr<const void> hold(const std::shared_ptr<SnapshotBook>& self, Events events);

  /// The events with a picture that nobody holds.
  Events unheld() const;

  /// When somebody has to look whether the events of the pictures are gone; max() if never.
  Clock::time_point lookAt() const;
  void expectLook(Clock::time_point at);  ///< then, or earlier
  void beginLook();                       ///< somebody does

  /// Replaces the hooks. Returns when no call of a former one is under way.
  void connect(SnapshotHooks hooks) HERALD_EXCLUDES(hooking_);
  void expectWatch(Clock::time_point when) HERALD_EXCLUDES(hooking_);
  void expectTidy(Clock::time_point when) HERALD_EXCLUDES(hooking_);

  void count(const std::string& source, bool taken, const std::string& problem);
  CameraCounts countsOf(const std::string& source) const;

  SnapshotStore& store() { return store_; }
  Darkroom& darkroom() { return darkroom_; }

 private:
  class Hold;
  struct Expected {
    Clock::time_point until{};
    Sinks sinks{};
  };

  void end(const Events& events) HERALD_EXCLUDES(hooking_, mutex_);
  void release(const Events& events) HERALD_EXCLUDES(mutex_);

  SnapshotStore store_;
  Darkroom darkroom_;
  TimeSource& time_;
  Mutex hooking_{};
  SnapshotHooks hooks_ HERALD_GUARDED_BY(hooking_){};
  mutable Mutex mutex_ HERALD_ACQUIRED_AFTER(hooking_){};
  Condition ended_{};
  Clock::time_point lookAt_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();
  std::map<std::string, int, std::less<>> held_ HERALD_GUARDED_BY(mutex_){};  // how often
  std::map<std::string, Expected, std::less<>> expected_ HERALD_GUARDED_BY(mutex_){};
  std::map<std::string, CameraCounts> counts_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
