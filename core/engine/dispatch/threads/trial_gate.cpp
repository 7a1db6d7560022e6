// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/trial_gate.h"

#include <stdexcept>

namespace herald::core {

namespace {

[[noreturn]] void throwClosed() { throw std::runtime_error("the sink is being stopped: try again after the reload"); }

}  // namespace

void TrialGate::enter(Mutex& mutex, Condition& changed, TimeSource& time, Millis patience, const Sink& sink) {
  time.waitUntil(changed, mutex, Clock::time_point::max(), [&] { return !isIn_ || isClosed(); });
  if (isClosed()) throwClosed();
  isIn_ = isWaiting_ = true;
  time.waitUntil(changed, mutex, time.now() + patience,
                 [&] { return sink.isFree() || sink.isHanging() || isClosed(); });
  isWaiting_ = false;
  if (!isClosed() && !sink.isHanging() && sink.isFree()) return;
  isIn_ = false;
  changed.notifyAll();
  if (isClosed()) throwClosed();
  throw std::runtime_error("the sink is busy: a call into it has not returned yet; try again later");
}

}  // namespace herald::core
