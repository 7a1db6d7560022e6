// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <optional>

#include "engine/dispatch/policy/intake.h"
#include "engine/dispatch/policy/schedule.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

// For tests of the policy: what a lane does with the outbox, on the test's thread.

/// Does all that the lines want from the outbox. Returns how many deliveries ended by their age.
inline ExpiredCounts answerRequests(Intake& intake, Outbox& outbox, Clock::time_point now,
                                    std::chrono::system_clock::time_point wallClock = {}) {
  ExpiredCounts expired;
  while (const auto request = intake.request(true, now)) {
    expired += intake.answer(*request, perform(*request, "slack", outbox, now, wallClock),
                             std::numeric_limits<std::uint64_t>::max(), now);
  }
  return expired;
}

/// Does all that the schedule wants from the outbox, but reads at most one slice; then check().
inline Schedule::Report readAndCheck(Schedule& schedule, Outbox& outbox, const TimeSource& time) {
  bool mayReadSlice = true;
  while (const auto request = schedule.request(mayReadSlice)) {
    mayReadSlice = mayReadSlice && request->kind != OutboxRequest::Kind::ReadSlice;
    schedule.answer(*request, perform(*request, "slack", outbox, time.now(), time.wallClock()));
  }
  return schedule.check();
}

/// The next turn whose delivery has not ended.
inline std::optional<Schedule::Turn> nextClaimed(Schedule& schedule, Outbox& outbox, const TimeSource& time) {
  while (auto turn = schedule.next()) {
    if (outbox.claim(turn->delivery)) return turn;
    schedule.cancel(*turn);
    readAndCheck(schedule, outbox, time);
  }
  return std::nullopt;
}

}  // namespace herald::core
