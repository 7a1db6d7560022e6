// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.h"
#include "herald/mutex.h"

namespace herald::mqtt {

/// Lets one thread at a time use something for seconds: a mutex, but nobody waits for it longer than his limits. Any
/// thread may call it.
class HERALD_CAPABILITY Turn {
 public:
  /// Waits until nobody has the turn. Throws ConnectionLost if the limits are over before.
  void take(const Limits& limits) HERALD_ACQUIRE() HERALD_NO_THREAD_SAFETY_ANALYSIS;  // it sees no lock in a flag
  void give() HERALD_RELEASE() HERALD_NO_THREAD_SAFETY_ANALYSIS;

 private:
  Mutex mutex_{};
  StoppableCondition free_{};
  bool isTaken_ HERALD_GUARDED_BY(mutex_) = false;
};

/// Has the turn until the end of the scope.
class HERALD_SCOPED_CAPABILITY TurnLock {
 public:
  TurnLock(Turn& turn, const Limits& limits) HERALD_ACQUIRE(turn) : turn_(turn) { turn_.take(limits); }
  ~TurnLock() HERALD_RELEASE() { turn_.give(); }
  TurnLock(const TurnLock&) = delete;
  TurnLock& operator=(const TurnLock&) = delete;

 private:
  Turn& turn_;
};

}  // namespace herald::mqtt
