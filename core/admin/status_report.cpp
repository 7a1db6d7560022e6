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

std::string number(std::uint64_t count) { return std::to_string(count); }

void addTimes(JsonObject& object, const SinkStatus& sink) {
  if (sink.since != std::chrono::system_clock::time_point{}) object.add("since", toRfc3339(sink.since));
  if (sink.lastSuccess) object.add("lastSuccess", toRfc3339(*sink.lastSuccess));
  if (sink.nextAttempt) {
    object.add("nextAttemptSeconds", std::chrono::ceil<std::chrono::seconds>(*sink.nextAttempt).count());
  }
}

std::string sinkJson(const StatusReport::Sink& sink) {
  JsonObject object;
  object.add("state", toString(sink.dispatch.state))
      .add("reason", sink.dispatch.reason)
      .add("draining", sink.dispatch.draining)
      .addRaw("waiting", number(sink.outbox.waiting))
      .addRaw("inMemoryOnly", number(sink.outbox.inMemoryOnly))
      .addRaw("drainLeft", number(sink.dispatch.drainLeft))
      .addRaw("inFlight", number(sink.dispatch.inFlight))
      .addRaw("delivered", number(sink.dispatch.delivered))
      .addRaw("failedAttempts", number(sink.dispatch.failed))
      .addRaw("retried", number(sink.dispatch.retried))
      .addRaw("deadLetters", number(sink.outbox.deadLetters))
      .addRaw("bytes", number(sink.outbox.bytes))
      .addRaw("oldestSeconds", number(static_cast<std::uint64_t>(sink.oldest.count())))
      .addRaw("dropped", objectOf(sink.outbox.dropped, number))
      .addRaw("missing", objectOf(sink.dispatch.missing, number));
  addTimes(object, sink.dispatch);
  return object.text();
}

std::string orphanJson(const OutboxCounts& counts) {
  return JsonObject()
      .addRaw("waiting", number(counts.waiting))
      .addRaw("deadLetters", number(counts.deadLetters))
      .text();
}

}  // namespace

std::vector<std::string> StatusReport::problems() const {
  std::vector<std::string> result;
  if (!refusal.empty()) result.push_back("the configuration on disk was not taken over: " + refusal);
  if (!outbox.problem.empty()) result.push_back("outbox: " + outbox.problem);
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
  for (const auto& [name, counts] : orphans) {
    if (counts.waiting == 0) continue;
    result.push_back(std::to_string(counts.waiting) + " deliveries wait for the sink " + name +
                     ", which is configured no more: `heraldctl queue move " + name + " NEW` or `queue purge " + name +
                     "`");
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
      .addRaw("orphans", objectOf(report.orphans, orphanJson))
      .addRaw("outbox", JsonObject().add("durable", report.outbox.durable).add("problem", report.outbox.problem).text())
      .addRaw("problems", "[" + problems + "]")
      .text();
}

}  // namespace herald::core
