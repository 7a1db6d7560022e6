// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>

#include "herald/mutex.h"
#include "herald/outcome.h"

namespace herald::core {

/// The clock of the core. The core reads the time and waits for it only through this class, so that a test can move the
/// time. Every thread may use it.
class TimeSource {
 public:
  virtual ~TimeSource();
  virtual Clock::time_point now() const = 0;
  virtual std::chrono::system_clock::time_point wallClock() const = 0;

  /// True if NTP has set the wall clock. On a board without a battery, the wall clock is wrong until then.
  virtual bool synchronized() const = 0;

  /// Waits on `condition` until `done()` is true or the time is `until`, and returns done(). The calling thread holds
  /// `mutex`; the wait gives it back meanwhile. `done` is called with the mutex held. Clock::time_point::max() means no
  /// limit.
  virtual bool waitUntil(Condition& condition, Mutex& mutex, Clock::time_point until, const std::function<bool()>& done)
      HERALD_REQUIRES(mutex) = 0;
};

/// The clocks of this machine.
class SystemTime final : public TimeSource {
 public:
  Clock::time_point now() const override;
  std::chrono::system_clock::time_point wallClock() const override;
  bool synchronized() const override;
  bool waitUntil(Condition& condition, Mutex& mutex, Clock::time_point until,
                 const std::function<bool()>& done) override HERALD_REQUIRES(mutex);
};

}  // namespace herald::core
