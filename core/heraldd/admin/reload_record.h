// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "herald/mutex.h"
#include "herald/outcome.h"

namespace herald::core {

/// What became of the daemon's reloads. Every thread may call it.
class ReloadRecord {
 public:
  struct State {
    int reloads = 0;        ///< how many configurations Herald took over after the first
    std::string refusal{};  ///< why it did not take over the one on disk; empty if it did
    std::optional<std::chrono::system_clock::time_point> refused{};  ///< when that was
    std::uint64_t begun = 0;                                         ///< how many reloads have begun
    std::uint64_t ended = 0;                                         ///< the last of them that has ended
  };

  void begins() HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    ++state_.begun;
  }

  void tookOver() HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    ++state_.reloads;
    state_.refusal.clear();
    state_.refused.reset();
    state_.ended = state_.begun;
    ended_.notifyAll();
  }

  void refused(const std::string& why, std::chrono::system_clock::time_point at) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    state_.refusal = why;
    state_.refused = at;
    state_.ended = state_.begun;
    ended_.notifyAll();
  }

  State state() const HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return state_;
  }

  /// The daemon stops: no reload comes any longer.
  void stops() HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    isStopping_ = true;
    ended_.notifyAll();
  }

  /// Waits until the reload with this number has ended. Returns its refusal, or that Herald stops; nothing if it has
  /// not ended after `most`.
  std::optional<std::string> waitFor(std::uint64_t number, Millis most) const HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    const auto hasEnded = [&]() HERALD_REQUIRES(mutex_) { return state_.ended >= number || isStopping_; };
    if (!ended_.waitUntil(mutex_, Clock::now() + most, hasEnded)) return std::nullopt;
    return state_.ended >= number ? state_.refusal : "Herald stops";
  }

 private:
  mutable Mutex mutex_{};
  mutable Condition ended_{};
  bool isStopping_ HERALD_GUARDED_BY(mutex_) = false;
  State state_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
