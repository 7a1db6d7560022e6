// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "herald/outcome.h"

namespace herald::core {

/// Waits awake for what another thread does within microseconds. A thread that sleeps is there only after tens of
/// microseconds, if its processor was idle. A wait in vain costs the time of a processor. So the next 8 waits after it
/// return immediately, after another one in vain the next 16, and so on up to 256. With one processor, all waits return
/// immediately. Every thread may use it.
class SpinWait {
 public:
  /// `most` is the longest wait.
  explicit SpinWait(std::chrono::microseconds most, unsigned processors = std::thread::hardware_concurrency())
      : most_(most), useful_(processors > 1) {}

  /// Returns true as soon as done() is true, and false if the thread should sleep instead. done() takes no lock.
  template <typename Done>
  bool until(Done done) {
    if (!useful_ || skips()) return false;
    const auto end = Clock::now() + most_;
    do {
      if (!done()) continue;
      pause_.store(kShort, std::memory_order_relaxed);
      return true;
    } while (Clock::now() < end);
    const auto pause = pause_.load(std::memory_order_relaxed);
    skip_.store(pause, std::memory_order_relaxed);
    pause_.store(std::min(2 * pause, kLong), std::memory_order_relaxed);
    return false;
  }

 private:
  static constexpr int kShort = 8;
  static constexpr int kLong = 256;

  bool skips() {
    const auto left = skip_.load(std::memory_order_relaxed);
    if (left > 0) skip_.store(left - 1, std::memory_order_relaxed);
    return left > 0;
  }

  const std::chrono::microseconds most_;
  const bool useful_;
  // If threads change these at once, a wait more or less is skipped.
  std::atomic<int> skip_ = 0;        // how many waits return immediately
  std::atomic<int> pause_ = kShort;  // how many do after the next one in vain
};

}  // namespace herald::core
