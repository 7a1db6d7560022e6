// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/status_report.h"

#include "base/text/counted.h"
#include "base/text/json_texts.h"
#include "herald/json.h"
#include "heraldd/admin/attention.h"
#include "heraldd/admin/source_numbers.h"

namespace herald::core {

namespace {

template <typename Map, typename ToJson>
std::string objectOf(const Map& map, ToJson toJson) {
  JsonObject object;
  for (const auto& [name, value] : map) object.addRaw(name, toJson(value));
  return object.text();
}

/// The same for values whose JSON needs their name.
template <typename Map, typename ToJson>
std::string namedObjectOf(const Map& map, ToJson toJson) {
  JsonObject object;
  for (const auto& [name, value] : map) object.addRaw(name, toJson(name, value));
  return object.text();
}

/// What the plugin of a source says of itself: {"partition_lag": {"orders/3": 17}}, a single value without a name.
std::string measuresOf(const StatusReport& report, const std::string& instance) {
  JsonObject all;
  for (const auto& [name, measures] : report.measures) {
    JsonObject values;
    for (const auto& one : measures)
      if (one.instance == instance) values.add(one.of, one.value);
    if (values.text() != "{}") all.addRaw(name, values.text());
  }
  return all.text();
}

std::string countersOf(const StatusReport& report, const std::string& instance) {
  JsonObject all;
  for (const auto& [name, counters] : report.counters)
    for (const auto& one : counters)
      if (one.instance == instance) all.addRaw(name, std::to_string(one.value));
  return all.text();
}

std::string sourceJson(const StatusReport& report, const std::string& name, const SourceStatus& source) {
  const auto tags = report.tags.find(name);
  return JsonObject()
      .add("state", toString(source.state))
      .add("detail", source.detail)
      .add("restarts", source.restarts)
      .addRaw("tags", jsonTexts(tags == report.tags.end() ? std::vector<std::string>() : tags->second))
      .add("problem", problemOf(name, source))
      .addRaw("custody", toJson(source.custody))
      .addRaw("counters", countersOf(report, "source." + name))
      .addRaw("measures", measuresOf(report, "source." + name))
      .text();
}

std::string numberJson(std::uint64_t count) { return std::to_string(count); }

std::string secondsOrNull(const std::optional<std::chrono::seconds>& time) {
  return time ? std::to_string(time->count()) : "null";
}

std::string printerJson(const StatusReport::Printer& printer) {
  const auto& device = printer.device;
  JsonObject object;
  object.add("source", printer.source)
      .add("sourceState", toString(printer.sourceState))
      .add("state", device.state)
      .add("printing", device.printing)
      .add("file", device.file);
  device.percent ? object.add("percent", *device.percent) : object.addRaw("percent", "null");
  return object.addRaw("secondsLeft", secondsOrNull(printer.left))
      .add("lastEvent", device.event)
      .add("lastEventTime", printer.quiet ? toRfc3339(device.time) : "")
      .addRaw("lastEventSeconds", secondsOrNull(printer.quiet))
      .addRaw("tags", jsonTexts(printer.tags))
      .text();
}

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

std::string sinkJson(const std::string& name, const StatusReport::Sink& sink) {
  JsonObject object;
  object.add("state", toString(sink.dispatch.state))
      .add("reason", sink.dispatch.reason)
      .add("problem", problemOf(name, sink))
      .add("connection", sink.connection)
      .addRaw("selectors", jsonTexts(sink.selectors))
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

std::string removedSinkJson(const std::string& name, const StatusReport::Queue& queue) {
  JsonObject object;
  object.add("problem", problemOfRemoved(name, queue));
  addQueue(object, queue);
  return object.text();
}

std::string timersJson(const StatusReport::Timers& timers) {
  return JsonObject()
      .addRaw("waiting", numberJson(timers.waiting))
      .add("nextSeconds", std::int64_t{timers.next.count()})
      .text();
}

std::string cameraJson(const CameraCounts& camera) {
  return JsonObject()
      .addRaw("taken", numberJson(camera.taken))
      .addRaw("failed", numberJson(camera.failed))
      .add("problem", camera.problem)
      .text();
}

std::string snapshotsJson(const SnapshotStatus& snapshots) {
  return JsonObject()
      .addRaw("kept", numberJson(snapshots.kept.kept))
      .addRaw("bytes", numberJson(snapshots.kept.bytes))
      .addRaw("dropped", numberJson(snapshots.kept.dropped))
      .addRaw("cameras", objectOf(snapshots.cameras, cameraJson))
      .text();
}

}  // namespace

std::string problemOf(const std::string& name, const SourceStatus& source) {
  if (source.state != SourceStatus::State::Waiting && source.state != SourceStatus::State::Hanging) return {};
  return "source " + name + " is " + std::string(toString(source.state)) + ": " + source.detail;
}

std::string problemOf(const std::string& name, const StatusReport::Sink& sink) {
  if (works(sink.dispatch.state)) return {};
  return "sink " + name + " is " + std::string(toString(sink.dispatch.state)) +
         (sink.dispatch.reason.empty() ? "" : ": " + sink.dispatch.reason);
}

std::string problemOfRemoved(const std::string& sink, const StatusReport::Queue& queue) {
  if (queue.outbox.waiting == 0) return {};
  return counted(queue.outbox.waiting, "delivery waits", "deliveries wait") + " for the sink " + sink +
         ", which is no longer configured: run `heraldctl queue move " + sink + " NEW` or `heraldctl queue purge " +
         sink + "`";
}

std::vector<std::string> StatusReport::problems() const {
  std::vector<std::string> result;
  for (auto& one : attentionsOf(*this)) {
    if (one.severity == Attention::Severity::Error) result.push_back(std::move(one.sentence));
  }
  return result;
}

std::string toJson(const StatusReport& report) {
  const auto source = [&](const std::string& name, const SourceStatus& one) { return sourceJson(report, name, one); };
  return JsonObject()
      .add("version", report.version)
      .add("config", report.config)
      .addRaw("consoleFiles", jsonTexts(report.consoleFiles))
      .addRaw("variables", jsonTexts(report.variables))
      .add("runningSeconds", static_cast<std::int64_t>(report.running.count()))
      .addRaw("accepted", std::to_string(report.accepted))
      .add("reloads", report.reloads)
      .add("refusal", report.refusal)
      .addRaw("sources", namedObjectOf(report.sources, source))
      .addRaw("printers", objectOf(report.printers, printerJson))
      .addRaw("sinks", namedObjectOf(report.sinks, sinkJson))
      .addRaw("timers", objectOf(report.timers, timersJson))
      .addRaw("snapshots", snapshotsJson(report.snapshots))
      .addRaw("orphans",
              namedObjectOf(report.removedSinks, removedSinkJson))  // the key is an interface: it keeps its name
      .addRaw("outbox", JsonObject()
                            .add("durable", report.outbox.durable)
                            .add("problem", report.outbox.problem)
                            .add("damage", report.damage)
                            .text())
      .addRaw("log", JsonObject().addRaw("lost", numberJson(report.log.lost)).add("problem", report.log.problem).text())
      .addRaw("problems", jsonTexts(report.problems()))
      .addRaw("attention", toJson(attentionsOf(report)))
      .text();
}

}  // namespace herald::core
