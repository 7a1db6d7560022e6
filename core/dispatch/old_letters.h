#pragma once

#include "core/clock/time_source.h"
#include "core/outbox/outbox.h"

namespace herald::core {

/// Ends dead letters by their age. For one thread at a time.
class OldLetters {
 public:
  OldLetters(Outbox& outbox, const TimeSource& time) : outbox_(outbox), time_(time) {}

  /// Ends what is too old, and says when to look again.
  Clock::time_point look();

 private:
  Outbox& outbox_;
  const TimeSource& time_;
  Clock::time_point next_ = Clock::time_point::min();
};

}  // namespace herald::core
