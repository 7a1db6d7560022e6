#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "herald/mutex.h"
#include "herald/outcome.h"

namespace herald::core {

/// Where the core takes the time from and waits for it, so that a test can move both. Every thread may use it.
class TimeSource {
 public:
  virtual ~TimeSource();
  virtual Clock::time_point now() const = 0;
  virtual std::chrono::system_clock::time_point wallClock() const = 0;

  /// Has somebody (NTP) set the wall clock? On a board without a battery it is wrong until then.
  virtual bool synchronized() const = 0;

  /// Waits on `condition` until `done()` or `until` is reached, as std::condition_variable::wait_until does; returns
  /// done(). The calling thread holds `mutex`, and `done` may read what it guards.
  bool waitUntil(Condition& condition, Mutex& mutex, Clock::time_point until, const std::function<bool()>& done)
      HERALD_REQUIRES(mutex) {
    AdoptedLock held(mutex.native());
    return waitUntil(condition.native(), held.lock, until, done);
  }

  /// The same on the standard library's own types: what a clock implements.
  virtual bool waitUntil(std::condition_variable& condition, std::unique_lock<std::mutex>& lock,
                         Clock::time_point until, const std::function<bool()>& done) = 0;
};

/// The machine's own clocks.
class SystemTime final : public TimeSource {
 public:
  Clock::time_point now() const override;
  std::chrono::system_clock::time_point wallClock() const override;
  bool synchronized() const override;
  using TimeSource::waitUntil;
  bool waitUntil(std::condition_variable& condition, std::unique_lock<std::mutex>& lock, Clock::time_point until,
                 const std::function<bool()>& done) override;
};

}  // namespace herald::core
