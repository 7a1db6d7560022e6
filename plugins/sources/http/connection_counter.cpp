// SPDX-License-Identifier: Apache-2.0
#include "connection_counter.h"

namespace herald::http_source {

void ConnectionCounter::add(int difference) {
  const MutexLock lock(mutex_);
  open_ += difference;
  if (open_ == 0) noneOpen_.notifyAll();
}

bool ConnectionCounter::waitForNone(Millis most) {
  const MutexLock lock(mutex_);
  return noneOpen_.waitUntil(mutex_, Clock::now() + most, [this]() HERALD_REQUIRES(mutex_) { return open_ == 0; });
}

}  // namespace herald::http_source
