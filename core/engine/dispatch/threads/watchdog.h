#pragma once

#include <functional>
#include <mutex>
#include <thread>

#include "base/clock/time_source.h"

namespace herald::core {

/// A thread that looks after what is due without anybody's doing, such as calls whose time may be over. It wakes as
/// rarely as it can: calls that end in time cost it nothing.
class Watchdog {
 public:
  /// `check` deals with what is over and says when to look again. It is called without a lock, and sees every call that
  /// was registered before expect().
  Watchdog(TimeSource& time, std::function<Clock::time_point()> check);
  ~Watchdog();

  /// `check` has something to do then: the time of a call that has begun is over, or something else is due.
  void expect(Clock::time_point limit);

  /// `check` is not called any more. For one thread.
  void stop();

 private:
  void loop();

  TimeSource& time_;
  const std::function<Clock::time_point()> check_;
  std::mutex mutex_{};
  std::condition_variable changed_{};
  Clock::time_point wakeAt_ = Clock::time_point::max();
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace herald::core
