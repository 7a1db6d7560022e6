// SPDX-License-Identifier: Apache-2.0
#include "turn.h"

namespace herald::mqtt {

void Turn::take(const Limits& limits) {
  const MutexLock lock(mutex_);
  if (!free_.waitUntil(mutex_, limits.stop, limits.deadline, [this]() HERALD_REQUIRES(mutex_) { return !isTaken_; }))
    throw ConnectionLost("is busy with another message");
  isTaken_ = true;
}

void Turn::give() {
  {
    const MutexLock lock(mutex_);
    isTaken_ = false;
  }
  free_.notifyAll();
}

}  // namespace herald::mqtt
