// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/overview_json.h"

#include <Poco/URI.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "herald/json.h"
#include "heraldd/admin/attention.h"

namespace herald::core {

namespace {

using Seconds = std::chrono::seconds;

constexpr std::int64_t kPictureSeconds = 30;

/// What its source last heard does not count while the source is away.
std::string shownState(const StatusReport::Printer& printer) {
  switch (printer.sourceState) {
    case SourceStatus::State::Starting: return "connecting";
    case SourceStatus::State::Waiting:
    case SourceStatus::State::Hanging: return "no connection";
    case SourceStatus::State::Stopped: return "stopped";
    case SourceStatus::State::Running:
    case SourceStatus::State::Done: break;
  }
  return printer.device.state;
}

bool hasPicture(const StatusReport& report, const StatusReport::Printer& printer) {
  const auto camera = report.snapshots.cameras.find(printer.source);
  return camera != report.snapshots.cameras.end() && camera->second.problem.empty() &&
         printer.sourceState == SourceStatus::State::Running;
}

/// The address changes with the events, so that a browser asks again, but not with each of them.
std::string pictureOf(const StatusReport& report, const std::string& name, const StatusReport::Printer& printer) {
  if (!hasPicture(report, printer)) return "null";
  std::string address = "api/v1/printers/";
  Poco::URI::encode(name, "/?#%&+", address);
  address += "/picture";
  const auto at = std::chrono::duration_cast<std::chrono::seconds>(printer.device.time.time_since_epoch()).count();
  if (at > 0) address += "?at=" + std::to_string(at - at % kPictureSeconds);
  return jsonQuote(address);
}

std::string numberOr(const std::optional<Seconds>& time) { return time ? std::to_string(time->count()) : "null"; }

void addBound(JsonObject& object, const char* key, const std::optional<Millis>& bound) {
  bound ? object.add(key, std::chrono::duration<double>(*bound).count()) : object.addRaw(key, "null");
}

Seconds coarse(Seconds time) {
  constexpr auto kShort = std::chrono::minutes(2);
  return time - time % (time < kShort ? Seconds(5) : Seconds(60));
}

}  // namespace

std::string overviewPrinter(const StatusReport& report, const std::string& name) {
  const auto& printer = report.printers.at(name);
  const auto& device = printer.device;
  const auto source = report.sources.find(printer.source);
  std::string tags;
  for (const auto& tag : printer.tags) tags += (tags.empty() ? "" : ",") + jsonQuote(tag);
  JsonObject object;
  object.add("name", name)
      .add("source", printer.source)
      .add("sourceState", toString(printer.sourceState))
      .add("state", shownState(printer))
      .add("printing", device.printing)
      .add("file", device.file);
  device.percent ? object.add("percent", *device.percent) : object.addRaw("percent", "null");
  return object.addRaw("secondsLeft", numberOr(printer.left))
      .add("lastEvent", device.event)
      .addRaw("lastEventTime", printer.quiet ? jsonQuote(toRfc3339(device.time)) : "null")
      .addRaw("tags", "[" + tags + "]")
      .addRaw("picture", pictureOf(report, name, printer))
      .add("problem", source == report.sources.end() ? std::string() : problemOf(printer.source, source->second))
      .text();
}

std::string overviewSink(const StatusReport& report, const std::string& name) {
  const auto& sink = report.sinks.at(name);
  const auto& dispatch = sink.dispatch;
  const bool hasSince = dispatch.since != std::chrono::system_clock::time_point{};
  const auto attempts = dispatch.delivered + dispatch.failed;
  JsonObject object;
  object.add("name", name)
      .add("type", sink.type)
      .add("state", toString(dispatch.state))
      .add("reason", dispatch.reason)
      .addRaw("since", hasSince ? jsonQuote(toRfc3339(dispatch.since)) : "null")
      .addRaw("waiting", std::to_string(sink.outbox.waiting))
      .add("oldestSeconds", std::int64_t{sink.oldest.count()})
      .addRaw("inFlight", std::to_string(dispatch.inFlight))
      .addRaw("deadLetters", std::to_string(sink.outbox.deadLetters))
      .addRaw("delivered", std::to_string(dispatch.delivered))
      .addRaw("failed", std::to_string(dispatch.failed));
  attempts == 0 ? object.addRaw("successRate", "null")
                : object.add("successRate", static_cast<double>(dispatch.delivered) / static_cast<double>(attempts));
  addBound(object, "p50Seconds", dispatch.attemptTime.bound(50));
  addBound(object, "p99Seconds", dispatch.attemptTime.bound(99));
  const auto next =
      dispatch.nextAttempt ? std::optional(std::chrono::ceil<Seconds>(*dispatch.nextAttempt)) : std::nullopt;
  return object.addRaw("nextAttemptSeconds", numberOr(next))
      .add("paused", dispatch.state == SinkStatus::State::Paused)
      .add("draining", dispatch.draining)
      .addRaw("drainLeft", std::to_string(dispatch.drainLeft))
      .text();
}

std::string overviewSource(const SourceNumbers& numbers, const std::string& name) {
  JsonObject object;
  object.add("name", name);
  numbers.addTo(object, name);
  return object.text();
}

StatusReport coarse(StatusReport report) {
  for (auto& [name, printer] : report.printers) {
    if (printer.left) printer.left = coarse(*printer.left);
  }
  for (auto& [name, sink] : report.sinks) {
    sink.oldest = coarse(sink.oldest);
    auto& next = sink.dispatch.nextAttempt;
    if (next) next = coarse(std::chrono::ceil<Seconds>(*next));
  }
  return report;
}

Resource::Schemas overviewSchemas() {
  return {
      {"Problem", kAttentionSchema},
      {"OverviewPrinter",
       R"({"type":"object","required":["name","source","sourceState","state","printing","file","percent",)"
       R"("secondsLeft","lastEvent","lastEventTime","tags","picture","problem"],"properties":{)"
       R"("name":{"type":"string"},"source":{"type":"string"},"sourceState":{"type":"string"},)"
       R"("state":{"type":"string"},"printing":{"type":"boolean"},"file":{"type":"string"},)"
       R"("percent":{"type":["number","null"]},"secondsLeft":{"type":["integer","null"]},)"
       R"("lastEvent":{"type":"string"},"lastEventTime":{"type":["string","null"],"format":"date-time"},)"
       R"("tags":{"type":"array","items":{"type":"string"}},"picture":{"type":["string","null"]},)"
       R"("problem":{"type":"string"}}})"},
      {"OverviewSink",
       R"({"type":"object","required":["name","type","state","reason","since","waiting","oldestSeconds","inFlight",)"
       R"("deadLetters","delivered","failed","successRate","p50Seconds","p99Seconds","nextAttemptSeconds",)"
       R"("paused","draining","drainLeft"],"properties":{"name":{"type":"string"},"type":{"type":"string"},)"
       R"("state":{"type":"string"},"reason":{"type":"string"},)"
       R"("since":{"type":["string","null"],"format":"date-time"},"waiting":{"type":"integer"},)"
       R"("oldestSeconds":{"type":"integer"},"inFlight":{"type":"integer"},"deadLetters":{"type":"integer"},)"
       R"("delivered":{"type":"integer"},"failed":{"type":"integer"},"successRate":{"type":["number","null"]},)"
       R"("p50Seconds":{"type":["number","null"]},"p99Seconds":{"type":["number","null"]},)"
       R"("nextAttemptSeconds":{"type":["integer","null"]},"paused":{"type":"boolean"},)"
       R"("draining":{"type":"boolean"},"drainLeft":{"type":"integer"}}})"}};
}

}  // namespace herald::core
