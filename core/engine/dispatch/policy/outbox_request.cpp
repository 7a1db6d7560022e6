// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/outbox_request.h"

#include <utility>

namespace herald::core {

namespace {

std::vector<Delivery> readOne(const OutboxRequest& request, const std::string& sink, const Outbox& outbox) {
  auto found = outbox.waiting(sink, request.sequence - 1, 1);
  if (!found.empty() && found.front().sequence != request.sequence) found.clear();
  return found;
}

}  // namespace

std::optional<OutboxAnswer> answerFromMemory(const OutboxRequest& request, const std::string& sink,
                                             const Outbox& outbox) {
  if (request.kind != OutboxRequest::Kind::ReadOne) return std::nullopt;
  auto found = outbox.inMemory(sink, request.sequence);
  if (!found) return std::nullopt;
  OutboxAnswer answer;
  answer.deliveries.push_back(std::move(*found));
  return answer;
}

std::optional<OutboxAnswer> readFromMemory(const OutboxRequest& request, const std::string& sink,
                                           const Outbox& outbox) {
  if (request.kind != OutboxRequest::Kind::ReadSlice) return answerFromMemory(request, sink, outbox);
  auto found = outbox.waitingInMemory(sink, request.sequence, OutboxRequest::kSlice);
  if (!found) return std::nullopt;
  OutboxAnswer answer;
  answer.deliveries = std::move(*found);
  return answer;
}

OutboxAnswer perform(const OutboxRequest& request, const std::string& sink, Outbox& outbox, Clock::time_point now,
                     std::chrono::system_clock::time_point wallClock) try {
  using Kind = OutboxRequest::Kind;
  OutboxAnswer answer;
  switch (request.kind) {
    case Kind::ReadSlice: answer.deliveries = outbox.waiting(sink, request.sequence, OutboxRequest::kSlice); break;
    case Kind::ReadOne: answer.deliveries = readOne(request, sink, outbox); break;
    case Kind::Replace:
      for (const auto& one : readOne(request, sink, outbox)) outbox.discard(one, "replaced by a newer one");
      break;
    case Kind::EndByAge: {
      const auto& [delivery, failure, rule] = *request.tooOld;
      answer.expired = rule.end(outbox, delivery, failure, now, wallClock);
      break;
    }
  }
  return answer;
} catch (const Unreadable&) {
  return {.readable = false};
}

}  // namespace herald::core
