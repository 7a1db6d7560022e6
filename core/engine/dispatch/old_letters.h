#pragma once

#include <atomic>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// Ends dead letters by their age. For one thread at a time, but for lookAgain.
class OldLetters {
 public:
  OldLetters(Outbox& outbox, const TimeSource& time) : outbox_(outbox), time_(time) {}

  /// Ends what is too old, and says when to look again.
  Clock::time_point look();

  void lookAgain() { again_ = true; }  ///< there are some that were not known; for every thread

 private:
  Outbox& outbox_;
  const TimeSource& time_;
  std::atomic<bool> again_ = false;
  Clock::time_point next_ = Clock::time_point::min();
};

}  // namespace herald::core
