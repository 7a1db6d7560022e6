// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/ages/removed_sink_ages.h"

#include <Poco/Logger.h>

#include <algorithm>

namespace herald::core {

namespace {

constexpr std::size_t kSlice = 256;
constexpr auto kNever = Clock::time_point::max();
constexpr Millis kRetry = std::chrono::minutes(1);  // after a disk that did not give a delivery

}  // namespace

Clock::time_point RemovedSinkAges::endTooOld(const std::function<bool(const std::string&)>& isConfigured) {
  std::erase_if(queues_, [&](const auto& one) { return isConfigured(one.first); });
  auto next = kNever;
  for (const auto& sink : outbox_.sinks()) {
    if (isConfigured(sink)) continue;
    auto& queue = queues_[sink];
    readNew(sink, queue);
    next = std::min(next, endTooOld(sink, queue));
  }
  return next;
}

void RemovedSinkAges::readNew(const std::string& sink, Queue& queue) const {
  for (;;) {
    std::vector<Delivery> slice;
    try {
      slice = outbox_.waiting(sink, queue.read, kSlice);
    } catch (const Unreadable&) {
      return;
    }
    for (const auto& delivery : slice) {
      queue.read = delivery.sequence;
      queue.devices[delivery.event->device].push_back({delivery.sequence, delivery.accepted, delivery.event->category});
    }
    if (slice.size() < kSlice) return;
  }
}

Clock::time_point RemovedSinkAges::endTooOld(const std::string& sink, Queue& queue) const {
  auto next = kNever;
  ExpiredCounts expired;
  for (auto& [device, waiting] : queue.devices) next = std::min(next, endTooOld(sink, waiting, expired));
  std::erase_if(queue.devices, [](const auto& one) { return one.second.empty(); });
  if (expired.any()) {
    Poco::Logger::get("sink." + sink)
        .error(std::to_string(expired.deadLetters + expired.discarded) +
               " of its deliveries ended by their age: this sink was removed; save the others with `heraldctl queue "
               "move`");
  }
  return next;
}

/// Ends the first delivery as long as it is too old. Returns when the next one will be.
Clock::time_point RemovedSinkAges::endTooOld(const std::string& sink, std::deque<Waiting>& waiting,
                                             ExpiredCounts& expired) const {
  const auto now = time_.now();
  for (; !waiting.empty(); waiting.pop_front()) {
    const auto& first = waiting.front();
    const auto expiry = rule_.expiry(first.category, first.accepted);
    if (expiry > now) return expiry;
    try {
      const auto found = outbox_.waiting(sink, first.sequence - 1, 1);
      if (found.empty() || found.front().sequence != first.sequence) continue;
      expired += rule_.end(outbox_, found.front(), {}, now, time_.wallClock());
    } catch (const Unreadable&) {
      return now + kRetry;
    }
  }
  return kNever;
}

}  // namespace herald::core
