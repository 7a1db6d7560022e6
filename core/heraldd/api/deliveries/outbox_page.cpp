// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/outbox_page.h"

#include <chrono>
#include <utility>

#include "herald/event.h"
#include "herald/json.h"
#include "heraldd/api/deliveries/log_json.h"

namespace herald::core {

namespace {

using Kind = Operation::Parameter::Kind;

constexpr std::int64_t kUsualOutboxPage = 100;
constexpr std::int64_t kMostOutboxPage = 1000;

JsonObject outboxObject(const Delivery& delivery, const char* outcome) {
  const auto& event = *delivery.event;
  JsonObject object;
  object.add("id", deliveryIdOf(delivery.sink, event.id))
      .addRaw("sequence", std::to_string(delivery.sequence))
      .add("sink", delivery.sink)
      .add("device", event.device)
      .add("type", event.type)
      .add("eventId", event.id)
      .add("time", toRfc3339(event.time))
      .add("outcome", outcome)
      .add("attemptCount", delivery.attempts);
  return object;
}

/// What an event has besides its name, for people who look at one.
void addEvent(JsonObject& object, const Event& event, const std::optional<SnapshotFacts>& snapshot) {
  std::string picture = "null";
  if (snapshot) {
    picture = JsonObject().addRaw("bytes", std::to_string(snapshot->bytes)).add("sha256", snapshot->sha256).text();
  }
  object.add("source", event.source)
      .add("subject", event.subject)
      .addRaw("payload", event.payload)
      .addRaw("context", event.context)
      .addRaw("snapshot", picture);
}

/// The schema of a delivery with these members besides those that all have.
std::string outboxSchema(const std::string& outcome, const std::string& required, const std::string& properties) {
  return R"({"type":"object","required":["id","sequence","sink","device","type","eventId","time","outcome",)"
         R"("attemptCount",)" +
         required +
         R"(],"properties":{"id":{"type":"string"},"sequence":{"type":"integer"},"sink":{"type":"string"},)"
         R"("device":{"type":"string"},"type":{"type":"string"},"eventId":{"type":"string"},)"
         R"("time":{"type":"string","format":"date-time"},"attemptCount":{"type":"integer"},"outcome":{"const":")" +
         outcome +
         R"("},"source":{"type":"string"},"subject":{"type":"string"},"payload":{},"context":{},)"
         R"("snapshot":{"type":["object","null"],"required":["bytes","sha256"]},)" +
         properties + "}}";
}

}  // namespace

OutboxPage::OutboxPage(const ApiRequest& request, SnapshotOf snapshotOf)
    : snapshotOf_(std::move(snapshotOf)),
      after_(static_cast<std::uint64_t>(request.integer("after", 0))),
      limit_(static_cast<std::size_t>(request.integer("limit", kUsualOutboxPage))),
      isWhole_(request.text("whole") == "true") {}

std::vector<Operation::Parameter> OutboxPage::parameters() {
  return {{.name = "after", .description = "`next` of the page before", .kind = Kind::Integer},
          {.name = "limit",
           .description = "the most deliveries; 100 by default",
           .kind = Kind::Integer,
           .least = 1,
           .most = kMostOutboxPage},
          {.name = "whole",
           .description = "also with payload and context, and size and hash of the picture",
           .kind = Kind::Choice,
           .choices = {"true", "false"}}};
}

std::string OutboxPage::waiting(const std::vector<Delivery>& deliveries, Clock::time_point now) const {
  std::string list;
  for (const auto& delivery : deliveries) {
    const auto waits = std::chrono::duration_cast<std::chrono::seconds>(now - delivery.accepted);
    auto object = outboxObject(delivery, "waiting");
    object.add("waitsSeconds", std::int64_t{waits.count()});
    const auto& event = *delivery.event;
    if (isWhole_) addEvent(object, event, snapshotOf_ ? snapshotOf_(event.id) : std::nullopt);
    list += (list.empty() ? "" : ",") + object.text();
  }
  return "[" + list + "]";
}

std::string OutboxPage::dead(const std::vector<Delivery>& letters) const {
  std::string list;
  for (const auto& letter : letters) {
    auto object = outboxObject(letter, "dead");
    object.add("status", letter.ending.status)
        .add("reason", letter.ending.reason)
        .add("answer", letter.ending.answer)
        .add("ended", toRfc3339(letter.ending.time));
    const auto& event = *letter.event;
    if (isWhole_) addEvent(object, event, snapshotOf_ ? snapshotOf_(event.id) : std::nullopt);
    list += (list.empty() ? "" : ",") + object.text();
  }
  return "[" + list + "]";
}

Resource::Schemas OutboxPage::schemas() {
  return {{"WaitingDelivery", outboxSchema("waiting", R"("waitsSeconds")", R"("waitsSeconds":{"type":"integer"})")},
          {"DeadLetter",
           outboxSchema("dead", R"("status","reason","answer","ended")",
                        R"("status":{"type":"integer"},"reason":{"type":"string"},"answer":{"type":"string"},)"
                        R"("ended":{"type":"string","format":"date-time"})")}};
}

}  // namespace herald::core
