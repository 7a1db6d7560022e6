// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/trial.h"

#include <stdexcept>
#include <utility>

#include "engine/dispatch/threads/attempt.h"
#include "engine/pipeline/masked_request.h"
#include "engine/pipeline/request_json.h"
#include "engine/plugin_host/plugin_thread.h"
#include "engine/snapshots/sample_picture.h"
#include "engine/trial/event_path.h"
#include "engine/trial/preview_sink.h"
#include "engine/trial/trial_event.h"
#include "herald/event_id.h"
#include "herald/json.h"

namespace herald::core {

namespace {

constexpr std::size_t kShownAnswer = 4096;

/// Masks each field before it is cut or joined, so that every form of a secret is found.
Exchange masked(Exchange exchange, const SecretMask& mask) {
  auto& [request, response, failure, time] = exchange;
  request = masked(std::move(request), mask);
  for (auto* text : {&response.body, &failure}) *text = mask.masked(*text);
  for (auto& [name, value] : response.headers) value = mask.masked(value);
  return exchange;
}

std::string toJson(const Exchange& exchange) {
  return requestJson(exchange.request)
      .add("status", exchange.response.status)
      .add("answer", exchange.response.body.substr(0, kShownAnswer))
      .add("failure", exchange.failure)
      .add("milliseconds", static_cast<std::int64_t>(exchange.time.count()))
      .text();
}

/// The sources that the event may come from: those of the plan, or `test` if the plan has none.
std::vector<Origin> originsOf(const Plan& plan) {
  std::vector<Origin> origins;
  for (const auto& [name, source] : plan.sources) origins.push_back(source.origin);
  if (origins.empty()) origins.push_back({"test", "test", {}});
  return origins;
}

const PlannedSink& enabledSink(const Plan& plan, const std::string& sink) {
  const auto planned = plan.sinks.find(sink);
  if (planned == plan.sinks.end()) {
    std::vector<std::string> names;
    for (const auto& [name, one] : plan.sinks) names.push_back(name);
    throw std::runtime_error("there is no sink `" + sink + "`" + didYouMean(sink, names));
  }
  if (!planned->second.setup.hook.enabled()) {
    throw std::runtime_error("the sink " + sink + " is disabled: sink." + sink + ".enabled is false");
  }
  return planned->second;
}

}  // namespace

std::string toJson(const TrialReport& report) {
  std::string exchanges, missing;
  for (const auto& exchange : report.exchanges) exchanges += (exchanges.empty() ? "" : ",") + toJson(exchange);
  for (const auto& name : report.outcome.missing) missing += (missing.empty() ? "" : ",") + jsonQuote(name);
  return JsonObject()
      .add("sent", report.sent)
      .addRaw("exchanges", "[" + exchanges + "]")
      .add("preview", report.preview)
      .add("selectors", report.selectors)
      .add("verdict", toString(report.outcome.verdict))
      .add("reason", report.outcome.reason)
      .add("retryAfterMs", static_cast<std::int64_t>(report.outcome.retryAfter.count()))
      .addRaw("missing", "[" + missing + "]")
      .text();
}

std::optional<Event> exampleFor(const Plan& plan, const std::string& sink, const std::string& type) {
  for (const auto& origin : originsOf(plan)) {
    auto event = makeTrialEvent(type, origin.device);
    event.source = origin.source;
    event.time = std::chrono::system_clock::now();
    event.id = newEventId(event.time);
    event.context = contextOf(origin, std::move(event.context));
    for (const auto& route : plan.routes) {
      if (leadsTo(*route, sink) && route->matches(origin, event)) return event;
    }
  }
  return std::nullopt;
}

Event trialEvent(const Plan& plan, const std::string& sink, const std::string& type) {
  enabledSink(plan, sink);
  if (auto event = exampleFor(plan, sink, type)) return *std::move(event);
  throw std::runtime_error("the sink " + sink + " gets no " + type +
                           ": neither its `events` nor a route selects this type");
}

std::shared_ptr<const std::string> trialPicture(const SinkSetup& setup, const Event& event, Snapshots* cameras) {
  const auto most = setup.snapshot ? setup.snapshot(event) : 0;
  if (most == 0) return nullptr;
  auto taken = cameras ? cameras->takeFor(event, most) : nullptr;
  return taken ? taken : samplePicture();
}

TrialReport tryOut(const SinkSetup& setup, const Event& event, HttpTrace& trace, Clock::time_point deadline,
                   const std::stop_token& stop, std::shared_ptr<const std::string> snapshot) {
  const HttpTrace::Watch watch(trace);
  TrialReport report;
  if (setup.selectors) report.selectors = setup.selectors(event);
  report.outcome = attempt(setup, event, 1, deadline, stop, std::move(snapshot));
  for (const auto& exchange : watch.exchanges())
    report.exchanges.push_back(setup.mask ? masked(exchange, *setup.mask) : exchange);
  return report;
}

TrialReport rehearse(const Plan& plan, const std::string& sink, const std::string& type,
                     const std::shared_ptr<HttpTrace>& trace, Millis limit) {
  const auto event = trialEvent(plan, sink, type);
  const auto report = std::make_shared<TrialReport>();
  const auto preview = std::make_shared<std::string>();
  const auto setup = previewing(plan.sinks.at(sink), [preview](std::string text) { *preview = std::move(text); });
  callPlugin("sink " + sink, limit, [setup, event, trace, report] {
    *report = tryOut(setup, event, *trace, Clock::now() + setup.timeout, {}, trialPicture(setup, event));
  });
  report->preview = setup.mask ? setup.mask->masked(*preview) : *preview;
  report->sent = false;
  return *report;
}

}  // namespace herald::core
