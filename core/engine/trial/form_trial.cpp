// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/form_trial.h"

#include <algorithm>
#include <utility>

#include "engine/pipeline/http_recorder.h"
#include "engine/pipeline/masked_request.h"
#include "engine/plugin_host/plugin_thread.h"
#include "engine/trial/event_path.h"
#include "engine/trial/mended_plan.h"
#include "engine/trial/preview_sink.h"
#include "engine/trial/trial_event.h"
#include "herald/event_id.h"
#include "herald/link_local_ban.h"

namespace herald::core {

namespace {

constexpr std::size_t kMostPreviewed = 5;  // deliveries of one event
constexpr Millis kToReturn{3000};          // for a sink, after its deadline

/// The configuration of the sink alone, switched on: whether it is on says nothing about its requests.
Configuration switchedOn(const Configuration& configuration, const std::string& sink) {
  auto only = onlySink(configuration, sink);
  if (const auto block = only.sinks.find(sink); block != only.sinks.end()) {
    if (const auto on = block->second.entries.find("enabled"); on != block->second.entries.end()) {
      on->second.text = "true";
    }
  }
  return only;
}

bool isSwitchedOff(const Configuration& configuration, const std::string& sink) {
  const auto block = configuration.sinks.find(sink);
  if (block == configuration.sinks.end() || !block->second.find("enabled")) return false;
  try {
    return !Settings({{.name = "enabled", .type = Type::Flag}}, {{"enabled", block->second.text("enabled")}})
                .flag("enabled");
  } catch (const BadSettings&) {
    return false;  // the check says it
  }
}

/// The plan, with the sources of the running one: they say who publishes.
Plan withSources(Plan plan, const Plan& running) {
  plan.sources = running.sources;
  return plan;
}

void maskSecrets(SecretMask& mask, const Plan& plan, const Plan& running) {
  auto secrets = plan.secrets();
  const auto more = running.secrets();
  secrets.insert(secrets.end(), more.begin(), more.end());
  mask.set(secrets);
}

/// If the hook gets no such event, the example comes from the first printer.
Event eventFor(const Plan& plan, const std::string& sink, const TrialWish& wish) {
  if (wish.event) return *wish.event;
  if (auto example = exampleFor(plan, sink, wish.type)) return *std::move(example);
  const auto origin = plan.sources.empty() ? Origin{"test", "test", {}} : plan.sources.begin()->second.origin;
  auto event = makeTrialEvent(wish.type, origin.device);
  event.source = origin.source;
  event.time = std::chrono::system_clock::now();
  event.id = newEventId(event.time);
  event.context = contextOf(origin, std::move(event.context));
  return event;
}

/// Of a block that has no type, the plan has no sink.
ConfigProblem noSink(const TrialForm& form) {
  return {{}, "sink." + form.sink + ".type", "is missing: say what the hook sends, such as webhook"};
}

std::string sentenceOf(std::string clause) {
  if (!clause.empty() && !clause.ends_with('.')) clause += '.';
  return clause;
}

/// The deliveries to show: those that the event causes, or one of the event as it is.
std::vector<Delivery> shownDeliveries(const Plan& plan, const std::string& sink, const Event& event,
                                      FormPreview& preview) {
  auto deliveries = deliveriesFor(plan, sink, originOf(plan, event), event, FormTrial::kPreviewLimit);
  preview.wouldSend = !deliveries.empty();
  if (deliveries.empty()) {
    preview.why = whyNoDelivery(plan, sink, event);
    deliveries.push_back({.sink = sink, .event = std::make_shared<const Event>(event)});
  }
  if (deliveries.size() > kMostPreviewed) deliveries.resize(kMostPreviewed);
  return deliveries;
}

/// Adds what the sink would do with one delivery. Leaves out when it would begin: a past event is not late here.
void addDelivery(const PlannedSink& sink, const Delivery& delivery, FormPreview& preview) {
  const auto text = std::make_shared<std::string>();
  const auto report = std::make_shared<TrialReport>();
  auto setup = previewing(sink, [text](std::string shown) { *text = std::move(shown); });
  const auto host = std::exchange(setup.host, nullptr);  // a plugin that hangs uses it when the plan is gone
  callPlugin("sink " + setup.name, FormTrial::kPreviewLimit, [host, setup, event = delivery.event, report] {
    HttpTrace nobody;
    *report = tryOut(setup, *event, nobody, Clock::now() + setup.timeout, {}, trialPicture(setup, *event));
  });
  preview.text += (preview.text.empty() || text->empty() ? "" : "\n") + *text;
  for (auto& name : report->outcome.missing) {
    if (std::ranges::find(preview.missing, name) == preview.missing.end()) preview.missing.push_back(std::move(name));
  }
  if (report->outcome.verdict == Outcome::Verdict::Delivered) return;
  preview.wouldSend = false;
  if (preview.why.empty()) preview.why = sentenceOf("Not sent: " + report->outcome.reason);
}

}  // namespace

Plan FormTrial::runningWithout(const TrialForm& form) const {
  return withoutSink(withoutSink(*daemon_.running(), form.original), form.sink);
}

// The clients are real, although a plugin sends nothing while it is configured: an instance that the plan shares with
// the running one must never get a client that only records.
std::vector<ConfigProblem> FormTrial::check(const TrialForm& form) const {
  const auto prefix = "sink." + form.sink + ".";
  try {
    const auto plan =
        daemon_.make(form.configuration, {makeHttpClient, std::make_shared<SecretMask>(), true}, runningWithout(form));
    if (!plan.sinks.contains(form.sink)) return {noSink(form)};
    auto warnings = plan.warnings;
    std::erase_if(warnings, [&](const ConfigProblem& one) { return !one.key.starts_with(prefix); });
    return warnings;
  } catch (const BadConfiguration& bad) {
    auto problems = bad.problems();
    std::erase_if(problems, [&](const ConfigProblem& one) {
      return one.severity == Severity::Warning && !one.key.starts_with(prefix);
    });
    return problems;
  }
}

FormPreview FormTrial::preview(const TrialForm& form, const TrialWish& wish) const {
  FormPreview preview;
  const auto running = daemon_.running();
  const auto recorder = std::make_shared<HttpRecorder>();
  const auto mask = std::make_shared<SecretMask>();
  auto made = mendedPlan(switchedOn(form.configuration, form.sink), form.sink, [&](const Configuration& one) {
    return daemon_.make(one, {recording(recorder), mask, true}, {});
  });
  if (!made || !made->plan.sinks.contains(form.sink)) {
    preview.why = "Not sent: the hook has errors.";
    return preview;
  }
  const auto plan = withSources(std::move(made->plan), *running);
  maskSecrets(*mask, plan, *running);
  preview.mended = std::move(made->mended);
  const auto& sink = plan.sinks.at(form.sink);
  const auto event = eventFor(plan, form.sink, wish);
  for (const auto& delivery : shownDeliveries(plan, form.sink, event, preview)) {
    if (delivery.ending.reason.empty()) {
      addDelivery(sink, delivery, preview);
    } else {
      preview.wouldSend = false;
      preview.why = sentenceOf("Not sent: " + delivery.ending.reason);
    }
  }
  for (auto& request : recorder->requests()) preview.requests.push_back(masked(std::move(request), *mask));
  preview.text = mask->masked(preview.text);
  preview.why = mask->masked(preview.why);
  if (!preview.mended.empty()) {
    preview.wouldSend = false;
    preview.why = "Not sent: the hook has errors.";
  } else if (isSwitchedOff(form.configuration, form.sink)) {
    preview.wouldSend = false;
    preview.why = "Not sent: the hook is switched off.";
  }
  return preview;
}

TrialReport FormTrial::send(const TrialForm& form, const TrialWish& wish) const {
  if (auto problems = check(form); hasErrors(problems)) throw BadConfiguration(std::move(problems));
  const auto running = daemon_.running();
  const auto trace = std::make_shared<HttpTrace>();
  const auto mask = std::make_shared<SecretMask>();
  const auto http = [trace](const Settings& settings) { return trace->wrap(makeHttpClient(settings)); };
  const auto plan = withSources(daemon_.make(switchedOn(form.configuration, form.sink), {http, mask}, {}), *running);
  if (!plan.sinks.contains(form.sink)) throw BadConfiguration({noSink(form)});
  maskSecrets(*mask, plan, *running);
  const auto event = eventFor(plan, form.sink, wish);
  const auto deliveries = deliveriesFor(plan, form.sink, originOf(plan, event), event, kPreviewLimit);
  Event sent = deliveries.empty() ? event : *deliveries.front().event;
  sent.id = newEventId(std::chrono::system_clock::now());
  const auto& setup = plan.sinks.at(form.sink).setup;
  const auto picture = trialPicture(setup, sent, daemon_.cameras);
  const auto limit = std::min(setup.timeout, kLongestTest);
  const auto report = std::make_shared<TrialReport>();
  callPlugin("sink " + form.sink, limit + kToReturn,
             [setup, sent, trace, report, limit, picture, stop = stop_.get_token()] {
               const LinkLocalBan ban;
               *report = tryOut(setup, sent, *trace, Clock::now() + limit, stop, picture);
             });
  return *report;
}

}  // namespace herald::core
