#pragma once

#include <string>
#include <vector>

#include "base/clock/time_source.h"

namespace herald::core {

/// A clock for tests: it stands still until advance() moves it, and wakes exactly those threads whose time has come. A
/// test that has to know that a thread waits asks for it by the time that the thread waits for, so no test ever sleeps.
class FakeTime final : public TimeSource {
 public:
  FakeTime();

  Clock::time_point now() const override;
  std::chrono::system_clock::time_point wallClock() const override;
  bool synchronized() const override;
  using TimeSource::waitUntil;
  bool waitUntil(std::condition_variable& condition, std::unique_lock<std::mutex>& lock, Clock::time_point until,
                 const std::function<bool()>& done) override;

  /// Both clocks go forward. The caller must not hold a mutex that a waiting thread needs.
  void advance(Millis time);
  void advanceTo(Clock::time_point time);

  /// What the wall clock says from now on, and whether somebody has set it.
  void setWallClock(std::chrono::system_clock::time_point wall, bool synchronized = true);

  /// Blocks until a thread waits for a time from `from` to `to`, both included, and returns that time. Throws
  /// std::runtime_error that lists who waits if that does not happen within 20 real seconds.
  Clock::time_point awaitWaiter(Clock::time_point from, Clock::time_point to) const;

  /// The same, counted from now().
  Clock::time_point awaitWaiterIn(Millis from, Millis to) const;

  /// Blocks until at least `count` threads wait for anything at all. Throws like awaitWaiter.
  void awaitWaiters(std::size_t count) const;

 private:
  struct Waiter {
    std::condition_variable* condition;
    std::mutex* mutex;
    Clock::time_point until;
  };

  void await(const std::function<bool()>& seen) const;
  bool wake(Clock::time_point time);
  std::string waitersAsText() const;

  mutable std::mutex mutex_;
  mutable std::condition_variable arrived_;
  Clock::time_point now_;
  std::chrono::system_clock::time_point wall_;
  bool synchronized_ = true;
  std::vector<const Waiter*> waiters_;
};

}  // namespace herald::core
