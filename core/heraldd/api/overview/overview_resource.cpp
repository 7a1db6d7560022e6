// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/overview_resource.h"

#include <string>

#include "herald/json.h"
#include "heraldd/admin/attention.h"
#include "heraldd/api/overview/overview_json.h"

namespace herald::core {

namespace {

constexpr std::int64_t kDay = 24;

template <typename Map>
std::string overviewsOf(const StatusReport& report, const Map& all,
                        std::string (*toJson)(const StatusReport&, const std::string&)) {
  std::string list;
  for (const auto& [name, one] : all) list += (list.empty() ? "" : ",") + toJson(report, name);
  return "[" + list + "]";
}

template <typename NumberOf>
std::string numbersOf(const std::vector<History::Point>& points, NumberOf numberOf) {
  std::string list;
  for (const auto& point : points) list += (list.empty() ? "" : ",") + std::to_string(numberOf(point));
  return "[" + list + "]";
}

}  // namespace

std::vector<Operation> OverviewResource::operations() {
  return {{.path = "/api/v1/overview",
           .id = "getOverview",
           .summary = "What needs the operator, then the printers and the sinks.",
           .answerSchema = "Overview",
           .handler = [this](const ApiRequest&) { return overview(); }},
          {.path = "/api/v1/history",
           .id = "getHistory",
           .summary = "How many events and deliveries there were in each five minutes.",
           .query = {{.name = "hours",
                      .description = "how far back; 24 by default",
                      .kind = Operation::Parameter::Kind::Integer,
                      .least = 1,
                      .most = kDay}},
           .answerSchema = "History",
           .handler = [this](const ApiRequest& request) { return history(request); }}};
}

Resource::Schemas OverviewResource::schemas() const {
  auto schemas = overviewSchemas();
  schemas["Overview"] =
      R"({"type":"object","required":["version","config","runningSeconds","accepted","problems","printers","sinks"],)"
      R"("properties":{"version":{"type":"string"},"config":{"type":"string"},"runningSeconds":{"type":"integer"},)"
      R"("accepted":{"type":"integer"},"problems":{"type":"array","items":{"$ref":"#/components/schemas/Problem"}},)"
      R"("printers":{"type":"array","items":{"$ref":"#/components/schemas/OverviewPrinter"}},)"
      R"("sinks":{"type":"array","items":{"$ref":"#/components/schemas/OverviewSink"}}}})";
  const std::string numbers = R"({"type":"array","maxItems":288,"items":{"type":"integer"}})";
  schemas["History"] =
      R"({"type":"object","required":["stepSeconds","times","events","delivered","failed"],"properties":{)"
      R"("stepSeconds":{"type":"integer"},"times":)" +
      numbers + R"(,"events":)" + numbers + R"(,"delivered":)" + numbers + R"(,"failed":)" + numbers + "}}";
  return schemas;
}

ApiAnswer OverviewResource::overview() const {
  const auto report = daemon_.report();
  return {200, JsonObject()
                   .add("version", report.version)
                   .add("config", report.config)
                   .add("runningSeconds", std::int64_t{report.running.count()})
                   .addRaw("accepted", std::to_string(report.accepted))
                   .addRaw("problems", toJson(attentionsOf(report)))
                   .addRaw("printers", overviewsOf(report, report.printers, overviewPrinter))
                   .addRaw("sinks", overviewsOf(report, report.sinks, overviewSink))
                   .text()};
}

ApiAnswer OverviewResource::history(const ApiRequest& request) const {
  const auto points = daemon_.history(static_cast<int>(request.integer("hours", kDay)));
  const auto begin = [](const History::Point& point) {
    return std::chrono::duration_cast<std::chrono::seconds>(point.begin.time_since_epoch()).count();
  };
  return {200, JsonObject()
                   .add("stepSeconds", std::int64_t{History::kStep.count()})
                   .addRaw("times", numbersOf(points, begin))
                   .addRaw("events", numbersOf(points, [](const auto& point) { return point.step.events; }))
                   .addRaw("delivered", numbersOf(points, [](const auto& point) { return point.step.delivered; }))
                   .addRaw("failed", numbersOf(points, [](const auto& point) { return point.step.failed; }))
                   .text()};
}

}  // namespace herald::core
