// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/trying/event_resource.h"

#include <chrono>

#include "engine/trial/trial_event.h"
#include "herald/json.h"
#include "heraldd/api/live/event_json.h"

namespace herald::core {

namespace {

constexpr std::int64_t kUsualEvents = 50;
constexpr std::int64_t kMostEventsAsked = 500;

}  // namespace

std::vector<Operation> EventResource::operations() {
  return {
      {.path = "/api/v1/events/recent",
       .id = "listRecentEvents",
       .summary = "Events to try a hook with: those that have happened, then an example of each type.",
       .query = {{.name = "sink", .description = "only events that a route leads to this sink; no limit to examples"},
                 {.name = "type", .description = "only events of this type"},
                 {.name = "limit",
                  .description = "the most events that have happened; 50 by default",
                  .kind = Operation::Parameter::Kind::Integer,
                  .least = 1,
                  .most = kMostEventsAsked}},
       .answerSchema = "RecentEvents",
       .handler = [this](const ApiRequest& request) { return recent(request); }}};
}

Resource::Schemas EventResource::schemas() const {
  return {{"RecentEvents",
           R"({"type":"object","required":["events"],"properties":{"events":{"type":"array","items":{"type":"object",)"
           R"("required":["id","type","device","source","time","subject","category","example"],"properties":{)"
           R"("id":{"type":"string"},"type":{"type":"string"},"device":{"type":"string"},"source":{"type":"string"},)"
           R"("time":{"type":"string","format":"date-time"},"subject":{"type":"string"},)"
           R"("category":{"type":"string","enum":["lifecycle","error","progress","other"]},)"
           R"("example":{"type":"boolean"}}}}}})"}};
}

ApiAnswer EventResource::recent(const ApiRequest& request) const {
  const auto type = request.text("type");
  const auto most = static_cast<std::size_t>(request.integer("limit", kUsualEvents));
  std::string list;
  const auto add = [&](const Event& event, bool isExample) {
    list += (list.empty() ? "" : ",") + eventJson(event, isExample);
  };
  for (const auto& event : events_.past(request.text("sink"), type, most)) add(event, false);
  for (const auto& one : events_.types()) {
    if (!type.empty() && one != type) continue;
    auto example = makeTrialEvent(one, "");
    example.time = std::chrono::system_clock::now();
    add(example, true);
  }
  return {200, JsonObject().addRaw("events", "[" + list + "]").text()};
}

}  // namespace herald::core
