// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/status_report.h"

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

std::string numberJson(std::uint64_t count) { return std::to_string(count); }

void addTimes(JsonObject& object, const SinkStatus& sink) {
  if (sink.since != std::chrono::system_clock::time_point{}) object.add("since", toRfc3339(sink.since));
  if (sink.lastSuccess) object.add("lastSuccess", toRfc3339(*sink.lastSuccess));
  if (sink.nextAttempt) {
    object.add("nextAttemptSeconds", std::chrono::ceil<std::chrono::seconds>(*sink.nextAttempt).count());
  }
}

double secondsOf(Millis time) { return std::chrono::duration<double>(time).count(); }

/// p50 and p95 are bounds of buckets: 50 and 95 of a hundred took no longer.
std::string timesJson(const Histogram& times) {
  JsonObject object;
  object.addRaw("count", numberJson(times.count));
  if (times.count == 0) return object.addRaw("mean", "").addRaw("p50", "").addRaw("p95", "").text();
  object.add("mean", secondsOf(times.sum) / static_cast<double>(times.count));
  for (const auto& [name, percent] : {std::pair("p50", 50), std::pair("p95", 95)}) {
    const auto bound = times.bound(static_cast<std::uint64_t>(percent));
    bound ? object.add(name, secondsOf(*bound)) : object.addRaw(name, "");
  }
  return object.text();
}

void addQueue(JsonObject& object, const StatusReport::Queue& queue) {
  const auto& [counts, oldest] = queue;
  object.addRaw("accepted", numberJson(counts.totals.accepted))
      .addRaw("returned", numberJson(counts.totals.returned))
      .addRaw("delivered", numberJson(counts.totals.delivered))
      .addRaw("dead", numberJson(counts.totals.buried))
      .addRaw("moved", numberJson(counts.totals.moved))
      .addRaw("dropped", objectOf(counts.dropped, numberJson))
      .addRaw("waiting", numberJson(counts.waiting))
      .addRaw("inMemoryOnly", numberJson(counts.inMemoryOnly))
      .addRaw("bytes", numberJson(counts.bytes))
      .add("oldestSeconds", std::int64_t{oldest.count()})
      .addRaw("deadLetters", numberJson(counts.deadLetters));
}

std::string sinkJson(const StatusReport::Sink& sink) {
  JsonObject object;
  object.add("state", toString(sink.dispatch.state))
      .add("reason", sink.dispatch.reason)
      .add("draining", sink.dispatch.draining);
  addQueue(object, sink);
  object.addRaw("drainLeft", numberJson(sink.dispatch.drainLeft))
      .addRaw("inFlight", numberJson(sink.dispatch.inFlight))
      .addRaw("failedAttempts", numberJson(sink.dispatch.failed))
      .addRaw("retried", numberJson(sink.dispatch.retried))
      .addRaw("missing", objectOf(sink.dispatch.missing, numberJson))
      .addRaw("attemptSeconds", timesJson(sink.dispatch.attemptTime))
      .addRaw("deliverySeconds", timesJson(sink.dispatch.deliveryTime));
  addTimes(object, sink.dispatch);
  return object.text();
}

std::string removedSinkJson(const StatusReport::Queue& queue) {
  JsonObject object;
  addQueue(object, queue);
  return object.text();
}

}  // namespace

std::vector<std::string> StatusReport::problems() const {
  std::vector<std::string> result;
  if (!refusal.empty()) result.push_back("Herald did not take over the configuration on disk: " + refusal);
  if (!outbox.problem.empty()) result.push_back("outbox: " + outbox.problem);
  for (const auto& [name, source] : sources) {
    if (source.state == SourceStatus::State::Waiting || source.state == SourceStatus::State::Hanging) {
      result.push_back("source " + name + " is " + std::string(toString(source.state)) + ": " + source.detail);
    }
  }
  for (const auto& [name, sink] : sinks) {
    if (!works(sink.dispatch.state)) {
      result.push_back("sink " + name + " is " + std::string(toString(sink.dispatch.state)) +
                       (sink.dispatch.reason.empty() ? "" : ": " + sink.dispatch.reason));
    }
  }
  for (const auto& [name, queue] : removedSinks) {
    if (queue.outbox.waiting == 0) continue;
    result.push_back(std::to_string(queue.outbox.waiting) + " deliveries wait for the sink " + name +
                     ", which is no longer configured: run `heraldctl queue move " + name +
                     " NEW` or `heraldctl queue purge " + name + "`");
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
      .addRaw("orphans", objectOf(report.removedSinks, removedSinkJson))  // the key is an interface: it keeps its name
      .addRaw("outbox", JsonObject().add("durable", report.outbox.durable).add("problem", report.outbox.problem).text())
      .addRaw("problems", "[" + problems + "]")
      .text();
}

}  // namespace herald::core
