// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/log_json.h"

#include "herald/json.h"

namespace herald::core {

namespace {

using Kind = Operation::Parameter::Kind;

std::vector<std::string> stepNames() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kLogSteps; ++i) names.emplace_back(toString(static_cast<LogStep>(i)));
  return names;
}

std::string durationOf(const LogEntry& entry) {
  if (entry.took.count() == 0) return "null";
  return std::string(jsonAt(JsonObject().add("s", std::chrono::duration<double>(entry.took).count()).text(), "s"));
}

std::string nextTryOf(const LogEntry& entry) { return entry.next ? jsonQuote(toRfc3339(*entry.next)) : "null"; }

}  // namespace

const char* const kDeliverySchema =
    R"({"type":"object","required":["id","sequence","sink","device","source","type","category","eventId","time",)"
    R"("outcome","status","attemptCount","durationSeconds","reason","address","nextTry"],"properties":{)"
    R"("id":{"type":"string"},"sequence":{"type":"integer"},"sink":{"type":"string"},"device":{"type":"string"},)"
    R"("source":{"type":"string"},"type":{"type":"string"},"category":{"type":"string"},"eventId":{"type":"string"},)"
    R"("time":{"type":"string","format":"date-time"},"outcome":{"type":"string"},"status":{"type":"integer"},)"
    R"("attemptCount":{"type":"integer"},"durationSeconds":{"type":["number","null"]},"reason":{"type":"string"},)"
    R"("address":{"type":"string"},"nextTry":{"type":["string","null"],"format":"date-time"}}})";

std::string deliveryJson(const LogEntry& entry) {
  JsonObject object;
  object.add("id", deliveryIdOf(entry.sink, entry.event))
      .add("sequence", static_cast<std::int64_t>(entry.sequence))
      .add("sink", entry.sink)
      .add("device", entry.device)
      .add("source", entry.source)
      .add("type", entry.type)
      .add("category", toString(entry.category))
      .add("eventId", entry.event)
      .add("time", toRfc3339(entry.time))
      .add("outcome", toString(entry.step))
      .add("status", entry.status)
      .add("attemptCount", entry.attempt)
      .addRaw("durationSeconds", durationOf(entry))
      .add("reason", entry.reason)
      .add("address", entry.address)
      .addRaw("nextTry", nextTryOf(entry));
  return object.text();
}

const char* const kAttemptSchema =
    R"({"type":"object","required":["sequence","number","time","outcome","status","reason","durationSeconds",)"
    R"("nextTry","request","sent","response","exchanges"],"properties":{"sequence":{"type":"integer"},)"
    R"("number":{"type":"integer"},"time":{"type":"string","format":"date-time"},"outcome":{"type":"string"},)"
    R"("status":{"type":"integer"},"reason":{"type":"string"},"durationSeconds":{"type":["number","null"]},)"
    R"("nextTry":{"type":["string","null"],"format":"date-time"},"request":{"type":["object","null"]},)"
    R"("sent":{"type":"string"},"response":{"type":["object","null"]},)"
    R"("exchanges":{"type":"array","items":{"type":"object"}}}})";

std::string attemptJson(const LogEntry& entry, std::string_view exchanges) {
  const auto all = jsonElements(exchanges);
  const auto last = [&](std::string_view member) {
    const auto value = all.empty() ? std::string_view() : jsonAt(all.back(), member);
    return value.empty() ? std::string_view("null") : value;
  };
  std::string response(last("response"));
  if (response == "null" && !entry.answer.empty()) {
    response = JsonObject()
                   .add("status", entry.status)
                   .addRaw("headers", "[]")
                   .add("body", entry.answer)
                   .add("cut", true)
                   .text();
  }
  return JsonObject()
      .add("sequence", static_cast<std::int64_t>(entry.sequence))
      .add("number", entry.attempt)
      .add("time", toRfc3339(entry.time))
      .add("outcome", toString(entry.step))
      .add("status", entry.status)
      .add("reason", entry.reason)
      .addRaw("durationSeconds", durationOf(entry))
      .addRaw("nextTry", nextTryOf(entry))
      .addRaw("request", last("request"))
      .add("sent", all.empty() ? "" : jsonToText(jsonAt(all.back(), "text")))
      .addRaw("response", response)
      .addRaw("exchanges", exchanges.empty() ? "[]" : exchanges)
      .text();
}

std::string deliveryIdOf(const std::string& sink, const std::string& event) { return sink + ":" + event; }

std::optional<std::pair<std::string, std::string>> fromDeliveryId(const std::string& id) {
  const auto mark = id.find(':');
  if (mark == std::string::npos || mark == 0 || mark + 1 == id.size()) return std::nullopt;
  return std::pair(id.substr(0, mark), id.substr(mark + 1));
}

std::vector<Operation::Parameter> logFilterParameters() {
  return {{.name = "since", .description = "only what ended at this time or later", .kind = Kind::Time},
          {.name = "until", .description = "only what ended before this time", .kind = Kind::Time},
          {.name = "sink", .description = "only these sinks", .isList = true},
          {.name = "device", .description = "only these devices", .isList = true},
          {.name = "type", .description = "only these types of events", .isList = true},
          {.name = "event", .description = "only the event with this id"},
          {.name = "outcome",
           .description = "only these outcomes",
           .kind = Kind::Choice,
           .isList = true,
           .choices = stepNames()}};
}

LogFilter logFilterFrom(const ApiRequest& request) {
  LogFilter filter{.sinks = request.list("sink"),
                   .devices = request.list("device"),
                   .types = request.list("type"),
                   .event = request.text("event")};
  if (const auto since = request.time("since")) filter.since = *since;
  if (const auto until = request.time("until")) filter.until = *until;
  for (const auto& name : request.list("outcome")) {
    if (const auto step = logStepFrom(name)) filter.steps.set(static_cast<std::size_t>(*step));
  }
  return filter;
}

}  // namespace herald::core
