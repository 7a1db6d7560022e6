// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "base/clock/time_source.h"
#include "engine/outbox/ages/age_rule.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// Ends what waits for sinks that the configuration no longer has. A delivery waits there until somebody moves or
/// purges it, or until it is too old by the usual limits. Only the first delivery of each device can end by its age.
///
/// It keeps only the position of each delivery. One thread at a time may use it. The outbox and the clock outlive it.
class RemovedSinkAges {
 public:
  RemovedSinkAges(Outbox& outbox, const TimeSource& time) : outbox_(outbox), time_(time) {}

  /// Ends the deliveries that are too old. Returns when it has to be called next. May wait for the disk.
  Clock::time_point endTooOld(const std::function<bool(const std::string& sink)>& isConfigured);

 private:
  struct Waiting {
    std::uint64_t sequence = 0;
    Clock::time_point accepted{};
    Category category = Category::Other;
  };
  struct Queue {
    std::uint64_t read = 0;  // up to this sequence, every delivery is below
    std::map<std::string, std::deque<Waiting>> devices{};
  };

  void readNew(const std::string& sink, Queue& queue) const;
  Clock::time_point endTooOld(const std::string& sink, Queue& queue) const;
  Clock::time_point endTooOld(const std::string& sink, std::deque<Waiting>& waiting, ExpiredCounts& expired) const;

  Outbox& outbox_;
  const TimeSource& time_;
  const AgeRule rule_{kUsualAges};
  std::map<std::string, Queue> queues_{};
};

}  // namespace herald::core
