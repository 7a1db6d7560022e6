// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/publication_gate.h"

namespace herald::core {

PublicationGate::Pass::~Pass() {
  if (admitted_) gate_.leave();
}

void PublicationGate::close() {
  const MutexLock lock(mutex_);
  closed_ = true;
  empty_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return underWay_ == 0; });
}

bool PublicationGate::enter() {
  const MutexLock lock(mutex_);
  if (closed_) return false;
  ++underWay_;
  return true;
}

void PublicationGate::leave() {
  const MutexLock lock(mutex_);
  --underWay_;
  if (underWay_ == 0) empty_.notifyAll();
}

}  // namespace herald::core
