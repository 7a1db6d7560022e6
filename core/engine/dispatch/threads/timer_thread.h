// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <thread>

#include "base/clock/time_source.h"
#include "herald/mutex.h"

namespace herald::core {

/// A thread that calls a function when its time has come. It sleeps until then. Every thread may call expect(); one
/// thread may stop it.
class TimerThread {
 public:
  /// `run` does what is due and returns when it has to be called next; max() if not before expect(). The thread calls
  /// it without a lock. It sees everything that happened before the call of expect(). Throws NoThread.
  TimerThread(TimeSource& time, std::function<Clock::time_point()> run);
  ~TimerThread();

  /// `run` has something to do at that time, or earlier.
  void expect(Clock::time_point when) HERALD_EXCLUDES(mutex_);

  /// Returns when `run` will not be called any more: waits for the call that is under way.
  void stop() HERALD_EXCLUDES(mutex_);

 private:
  void loop() HERALD_EXCLUDES(mutex_);

  TimeSource& time_;
  const std::function<Clock::time_point()> run_;
  Mutex mutex_{};
  Condition changed_{};
  Clock::time_point wakeAt_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();
  bool stopping_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace herald::core
