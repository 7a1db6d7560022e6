// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/mutex.h"

namespace herald::core {

/// What became of the daemon's reloads. Every thread may call it.
class ReloadRecord {
 public:
  struct State {
    int reloads = 0;        ///< how many configurations Herald took over after the first
    std::string refusal{};  ///< why it did not take over the one on disk; empty if it did
  };

  void tookOver() HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    ++state_.reloads;
    state_.refusal.clear();
  }

  void refused(const std::string& why) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    state_.refusal = why;
  }

  State state() const HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return state_;
  }

 private:
  mutable Mutex mutex_{};
  State state_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
