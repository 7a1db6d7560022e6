// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/attempt_entry.h"

#include <utility>

namespace herald::core {

LogEntry entryOf(const Delivery& delivery, int attempt, const Outcome& outcome, std::string address,
                 Clock::duration took, std::chrono::system_clock::time_point ended) {
  const auto& event = *delivery.event;
  LogEntry entry{.time = ended,
                 .step = logStepOf(outcome.verdict),
                 .category = event.category,
                 .sink = delivery.sink,
                 .source = event.source,
                 .device = event.device,
                 .event = event.id,
                 .type = event.type,
                 .attempt = attempt,
                 .status = outcome.status,
                 .took = std::chrono::duration_cast<std::chrono::microseconds>(took),
                 .reason = outcome.reason,
                 .address = std::move(address)};
  if (outcome.verdict != Outcome::Verdict::Delivered) entry.answer = outcome.answer;
  return entry;
}

std::vector<AttemptExchange> exchangesOf(const Outcome& outcome, Clock::duration took,
                                         std::vector<AttemptExchange> requests) {
  if (!requests.empty() || outcome.sent.empty()) return requests;
  AttemptExchange one{.text = outcome.sent, .took = took};
  one.response.status = outcome.status;
  one.response.body = outcome.answer;
  if (outcome.status == 0 && outcome.answer.empty()) one.failure = outcome.reason;
  requests.push_back(std::move(one));
  return requests;
}

}  // namespace herald::core
