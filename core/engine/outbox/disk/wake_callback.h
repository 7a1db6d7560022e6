// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "engine/outbox/outbox.h"
#include "herald/mutex.h"

namespace herald::core {

/// The function of Outbox::setWake. It runs without any lock, so it may call everything, also set().
class WakeCallback {
 public:
  /// Replaces the function; an empty one switches the calls off. Returns when the last call of the previous function
  /// has ended; returns at once if the function itself calls it. Every thread may call it, without a lock that the
  /// function takes.
  void set(Outbox::Wake wake) HERALD_EXCLUDES(mutex_);

  /// Calls the function. For one thread, which holds no lock.
  void call(const std::set<std::string>& sinks) HERALD_EXCLUDES(mutex_);

 private:
  Mutex mutex_{};
  Condition ended_{};
  std::shared_ptr<const Outbox::Wake> wake_ HERALD_GUARDED_BY(mutex_){};
  std::thread::id caller_ HERALD_GUARDED_BY(mutex_){};      // the thread of the call under way; none: no call is
  std::uint64_t callsBegun_ HERALD_GUARDED_BY(mutex_) = 0;  // they end in the same order
  std::uint64_t callsEnded_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::core
