#include "core/admin/status_report.h"

#include "herald/json.h"

namespace herald::core {

namespace {

template <typename Map, typename ToJson>
std::string objectOf(const Map& map, ToJson toJson) {
  JsonObject object;
  for (const auto& [name, value] : map) object.addRaw(name, toJson(value));
  return object.text();
}

std::string sourceJson(const SourceStatus& source) {
  return JsonObject()
      .add("state", toString(source.state))
      .add("detail", source.detail)
      .add("restarts", source.restarts)
      .text();
}

std::string sinkJson(const StatusReport::Sink& sink) {
  const auto number = [](std::uint64_t count) { return std::to_string(count); };
  return JsonObject()
      .add("state", toString(sink.dispatch.state))
      .add("reason", sink.dispatch.reason)
      .addRaw("waiting", number(sink.outbox.waiting))
      .addRaw("delivered", number(sink.dispatch.delivered))
      .addRaw("failedAttempts", number(sink.dispatch.failed))
      .addRaw("deadLetters", number(sink.outbox.deadLetters))
      .addRaw("dropped", objectOf(sink.outbox.dropped, number))
      .text();
}

}  // namespace

std::vector<std::string> StatusReport::problems() const {
  std::vector<std::string> result;
  if (!refusal.empty()) result.push_back("the configuration on disk was not taken over: " + refusal);
  for (const auto& [name, source] : sources) {
    if (source.state == SourceStatus::State::Waiting || source.state == SourceStatus::State::Hanging) {
      result.push_back("source " + name + " is " + std::string(toString(source.state)) + ": " + source.detail);
    }
  }
  for (const auto& [name, sink] : sinks) {
    if (sink.dispatch.state != SinkStatus::State::Healthy) {
      result.push_back("sink " + name + " is " + std::string(toString(sink.dispatch.state)) +
                       (sink.dispatch.reason.empty() ? "" : ": " + sink.dispatch.reason));
    }
  }
  return result;
}

std::string toJson(const StatusReport& report) {
  std::string problems;
  for (const auto& problem : report.problems()) problems += (problems.empty() ? "" : ",") + jsonQuote(problem);
  return JsonObject()
      .add("version", report.version)
      .add("config", report.config)
      .add("runningSeconds", static_cast<std::int64_t>(report.running.count()))
      .addRaw("accepted", std::to_string(report.accepted))
      .add("reloads", report.reloads)
      .add("refusal", report.refusal)
      .addRaw("sources", objectOf(report.sources, sourceJson))
      .addRaw("sinks", objectOf(report.sinks, sinkJson))
      .addRaw("problems", "[" + problems + "]")
      .text();
}

}  // namespace herald::core
