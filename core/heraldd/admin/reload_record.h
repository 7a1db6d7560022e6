// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "herald/mutex.h"

namespace herald::core {

/// What became of the daemon's reloads. Every thread may call it.
class ReloadRecord {
 public:
  struct State {
    int reloads = 0;          ///< how many configurations Herald took over after the first
    std::string refusal{};    ///< why it did not take over the one on disk; empty if it did
    std::uint64_t begun = 0;  ///< how many reloads have begun
    std::uint64_t ended = 0;  ///< the last of them that has ended
  };

  void begins() HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    ++state_.begun;
  }

  void tookOver() HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    ++state_.reloads;
    state_.refusal.clear();
    state_.ended = state_.begun;
  }

  void refused(const std::string& why) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    state_.refusal = why;
    state_.ended = state_.begun;
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
