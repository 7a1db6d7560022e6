// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>

#include "harness/patience.h"

namespace herald::testing {

/// Holds threads until it opens, as a receiver that does not answer holds its senders. No thread waits for longer than
/// kPatience. Any thread may use it.
class Gate {
 public:
  void hold() {
    std::unique_lock lock(mutex_);
    if (isOpen_) return;
    ++held_;
    came_.notify_all();
    opened_.wait_for(lock, kPatience, [this] { return isOpen_; });
  }

  /// From now on it holds nobody.
  void open() {
    const std::lock_guard lock(mutex_);
    isOpen_ = true;
    opened_.notify_all();
  }

  /// Waits until it has held so many. Throws std::runtime_error after kPatience.
  void awaitHeld(int count) {
    std::unique_lock lock(mutex_);
    if (!came_.wait_for(lock, kPatience, [&] { return held_ >= count; }))
      throw std::runtime_error("only " + std::to_string(held_) + " of " + std::to_string(count) + " came");
  }

 private:
  std::mutex mutex_{};
  std::condition_variable came_{}, opened_{};
  int held_ = 0;
  bool isOpen_ = false;
};

}  // namespace herald::testing
