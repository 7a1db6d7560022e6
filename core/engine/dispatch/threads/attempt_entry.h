// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/delivery_log/log_detail.h"
#include "engine/delivery_log/log_entry.h"
#include "engine/outbox/delivery.h"
#include "herald/outcome.h"

namespace herald::core {

/// What the delivery log gets of an attempt.
struct AttemptNote {
  LogEntry entry{};
  LogDetail detail{};
};

/// The line of the delivery log for an attempt that has returned. `outcome` is masked and cut already. `next` is unset:
/// the schedule knows it.
LogEntry entryOf(const Delivery& delivery, int attempt, const Outcome& outcome, std::string address,
                 Clock::duration took, std::chrono::system_clock::time_point ended);

/// What an attempt sent: its HTTP requests, or what the outcome says if there was none.
std::vector<AttemptExchange> exchangesOf(const Outcome& outcome, Clock::duration took,
                                         std::vector<AttemptExchange> requests);

}  // namespace herald::core
