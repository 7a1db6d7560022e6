// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// Ends dead letters that are too old. One thread at a time may use it; every thread may call lookAgain. The outbox and
/// the clock outlive it.
class DeadLetterAges {
 public:
  DeadLetterAges(Outbox& outbox, const TimeSource& time) : outbox_(outbox), time_(time) {}

  /// Ends the dead letters that are too old. Returns when it has to be called next.
  Clock::time_point endTooOld();

  /// The outbox has dead letters that it did not know of before: the next endTooOld looks at them.
  void lookAgain() { again_ = true; }

 private:
  Outbox& outbox_;
  const TimeSource& time_;
  std::atomic<bool> again_ = false;
  Clock::time_point next_ = Clock::time_point::min();
};

}  // namespace herald::core
