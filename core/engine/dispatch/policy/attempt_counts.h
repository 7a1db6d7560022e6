// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/dispatch/sink/histogram.h"
#include "engine/dispatch/sink/sink_status.h"
#include "herald/outcome.h"

namespace herald::core {

/// Counts how the attempts of one sink went. One thread at a time may use it.
class AttemptCounts {
 public:
  struct Ended {
    int number = 1;              ///< of the attempt, from 1
    Clock::time_point accepted;  ///< when its delivery was published
    Clock::time_point began;
    Clock::time_point now;
  };

  void add(const Ended& attempt, const Outcome& outcome) {
    attemptTime_.add(attempt.now - attempt.began);
    if (attempt.number > 1) ++retried_;
    if (outcome.verdict != Outcome::Verdict::Delivered) return addFailure();
    ++delivered_;
    for (const auto& name : outcome.missing) ++missing_[name];
    deliveryTime_.add(attempt.now - attempt.accepted);
    lastSuccess_ = attempt.now;
  }

  void addFailure() { ++failed_; }  ///< of a call that did not return

  std::uint64_t delivered() const { return delivered_; }
  const std::optional<Clock::time_point>& lastSuccess() const { return lastSuccess_; }

  void fill(SinkStatus& status) const {
    status.delivered = delivered_;
    status.failed = failed_;
    status.retried = retried_;
    status.missing = missing_;
    status.attemptTime = attemptTime_;
    status.deliveryTime = deliveryTime_;
  }

 private:
  std::uint64_t delivered_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t retried_ = 0;
  std::map<std::string, std::uint64_t> missing_{};  // by the names of the variables
  Histogram attemptTime_{};
  Histogram deliveryTime_{};
  std::optional<Clock::time_point> lastSuccess_{};
};

}  // namespace herald::core
