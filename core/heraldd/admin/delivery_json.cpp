// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/delivery_json.h"

#include "herald/json.h"

namespace herald::core {

namespace {

void addEnding(JsonObject& object, const Ending& ending) {
  object.add("reason", ending.reason)
      .add("status", ending.status)
      .add("answer", ending.answer)
      .add("ended", toRfc3339(ending.time));
}

std::string toJson(const SnapshotFacts& snapshot) {
  return JsonObject().addRaw("bytes", std::to_string(snapshot.bytes)).add("sha256", snapshot.sha256).text();
}

}  // namespace

std::string toJson(const Delivery& delivery, Clock::time_point now, bool whole,
                   const std::optional<SnapshotFacts>& snapshot) {
  const auto& event = *delivery.event;
  JsonObject object;
  object.addRaw("sequence", std::to_string(delivery.sequence))
      .add("sink", delivery.sink)
      .add("id", event.id)
      .add("type", event.type)
      .add("device", event.device)
      .add("time", toRfc3339(event.time))
      .add("attempts", delivery.attempts);
  if (delivery.ending.reason.empty()) {
    object.add("waitsSeconds", std::chrono::duration_cast<std::chrono::seconds>(now - delivery.accepted).count());
  } else {
    addEnding(object, delivery.ending);
  }
  if (whole) {
    object.add("source", event.source)
        .add("subject", event.subject)
        .addRaw("payload", event.payload)
        .addRaw("context", event.context)
        .addRaw("snapshot", snapshot ? toJson(*snapshot) : "null");
  }
  return object.text();
}

std::string toJson(const OutboxCounts& counts) {
  JsonObject dropped;
  for (const auto& [reason, count] : counts.dropped) dropped.addRaw(reason, std::to_string(count));
  return JsonObject()
      .addRaw("waiting", std::to_string(counts.waiting))
      .addRaw("bytes", std::to_string(counts.bytes))
      .addRaw("inMemoryOnly", std::to_string(counts.inMemoryOnly))
      .addRaw("deadLetters", std::to_string(counts.deadLetters))
      .addRaw("dropped", dropped.text())
      .text();
}

}  // namespace herald::core
