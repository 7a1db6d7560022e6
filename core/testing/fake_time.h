// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "herald/mutex.h"

namespace herald::core {

/// A clock for tests. Its time changes only with advance(), which wakes the threads whose time has come. A test
/// asks for a waiting thread by the time that the thread waits for, so no test sleeps. Every thread may use it.
class FakeTime final : public TimeSource {
 public:
  FakeTime();

  Clock::time_point now() const override;
  std::chrono::system_clock::time_point wallClock() const override;
  bool synchronized() const override;
  bool waitUntil(Condition& condition, Mutex& mutex, Clock::time_point until,
                 const std::function<bool()>& done) override HERALD_REQUIRES(mutex);

  /// Moves both clocks forward. The caller must not hold a mutex that a waiting thread needs.
  void advance(Millis time);

  /// The same up to a time. A time in the past changes nothing.
  void advanceTo(Clock::time_point time);

  /// Sets the wall clock, and whether it counts as synchronized.
  void setWallClock(std::chrono::system_clock::time_point wall, bool synchronized = true);

  /// Blocks until a thread waits for a time from `from` to `to`, both included, and returns that time. Throws
  /// std::runtime_error after a real minute; its text lists the waiting threads.
  Clock::time_point awaitWaiter(Clock::time_point from, Clock::time_point to) const;

  /// The same, counted from now().
  Clock::time_point awaitWaiterIn(Millis from, Millis to) const;

  /// Blocks until at least `count` threads wait. Throws as awaitWaiter does.
  void awaitWaiters(std::size_t count) const;

 private:
  struct Waiter {
    Condition* condition;
    Mutex* mutex;
    Clock::time_point until;
  };

  void await(const std::function<bool()>& seen) const;
  bool wake(Clock::time_point time);
  std::string waitersAsText() const HERALD_REQUIRES(mutex_);

  mutable Mutex mutex_{};
  mutable Condition arrived_{};
  Clock::time_point now_ HERALD_GUARDED_BY(mutex_);
  std::chrono::system_clock::time_point wall_ HERALD_GUARDED_BY(mutex_);
  bool synchronized_ HERALD_GUARDED_BY(mutex_) = true;
  std::vector<const Waiter*> waiters_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
