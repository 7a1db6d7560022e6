// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_api.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "engine/outbox/damage.h"
#include "engine/pipeline/dry_run.h"
#include "heraldd/admin/damage_routes.h"
#include "heraldd/admin/outbox_routes.h"
#include "heraldd/admin/plugin_routes.h"
#include "heraldd/admin/reload_routes.h"
#include "heraldd/admin/sink_routes.h"
#include "heraldd/admin/status_routes.h"

namespace herald::core {

namespace {

std::vector<std::string> sinksOf(const Pipeline& pipeline) {
  std::vector<std::string> names;
  for (const auto& [name, sink] : pipeline.plan()->sinks) names.push_back(name);
  return names;
}

using Printers = std::map<std::string, StatusReport::Printer>;

/// A device that events told of, or a source that none has told of yet. Leaves out the devices of removed sources.
Printers printersOf(const Plan& plan, const PipelineStatus& status, Clock::time_point now) {
  Printers printers;
  std::set<std::string> heard;
  const auto add = [&](const std::string& device, const std::string& source) -> StatusReport::Printer& {
    auto& printer = printers[device];
    printer.source = source;
    printer.tags = plan.sources.at(source).origin.tags;
    if (const auto runs = status.sources.find(source); runs != status.sources.end()) {
      printer.sourceState = runs->second.state;
    }
    return printer;
  };
  for (const auto& [name, device] : status.devices) {
    if (!plan.sources.contains(device.source)) continue;
    heard.insert(device.source);
    auto& printer = add(name, device.source);
    printer.device = device;
    printer.left = device.left(now);
    printer.quiet = std::chrono::duration_cast<std::chrono::seconds>(now - device.heard);
  }
  for (const auto& [name, source] : plan.sources) {
    if (!heard.contains(name)) add(source.origin.device.empty() ? name : source.origin.device, name);
  }
  return printers;
}

/// What the plugins say of themselves.
void addPlugins(const Plan& plan, StatusReport& report) {
  const auto add = [&](const std::string& name, const Instance& instance) {
    const auto type = instance.settings.text("type");
    for (const auto& [counter, value] : instance.host->report().counts()) {
      report.counters[counter].push_back({name, type, value});
    }
  };
  for (const auto& [name, source] : plan.sources) add("source." + name, source.instance);
  for (const auto& [name, step] : plan.steps) add("transform." + name, step);
  for (const auto& [name, sink] : plan.sinks) {
    add("sink." + name, sink.instance);
    const auto shown = report.sinks.find(name);
    if (shown == report.sinks.end()) continue;
    shown->second.connection = sink.instance.host->report().connection();
    for (const auto& selector : sink.chooser.selectors()) shown->second.selectors.push_back(toString(selector));
  }
}

}  // namespace

AdminApi::AdminApi(Daemon daemon, const std::shared_ptr<const SecretMask>& mask, std::string configFile)
    : daemon_(std::move(daemon)),
      configFile_(std::move(configFile)),
      started_(daemon_.time.now()),
      routes_([mask](std::string_view text) { return mask->masked(text); }) {
  auto& dispatcher = daemon_.pipeline.dispatcher();
  addStatusRoutes(routes_, [this] { return report(); });
  addOutboxRoutes(
      routes_, daemon_.outbox, daemon_.time, [&](const std::set<std::string>& sinks) { dispatcher.wake(sinks); },
      [this] { return sinksOf(daemon_.pipeline); },
      [this](const std::string& event) { return daemon_.pipeline.snapshots().facts(event); });
  addDamageRoutes(routes_, daemon_.outbox);
  addSinkRoutes(routes_, dispatcher, [this](const std::string& sink, const std::string& event, bool dry) {
    return toJson(dry ? rehearse(sink, event) : send(sink, event));
  });
  addReloadRoutes(routes_, daemon_.reloads, daemon_.askForReload);
  addPluginRoutes(routes_, daemon_.libraries);
}

StatusReport AdminApi::report() const {
  const auto now = daemon_.time.now();
  auto reloads = daemon_.reloads.state();
  StatusReport report{.version = HERALD_VERSION,
                      .config = configFile_,
                      .running = std::chrono::duration_cast<std::chrono::seconds>(now - started_),
                      .accepted = daemon_.pipeline.accepted(),
                      .reloads = reloads.reloads,
                      .refusal = std::move(reloads.refusal)};
  auto status = daemon_.pipeline.status();
  const auto plan = daemon_.pipeline.plan();
  for (const auto& [name, source] : plan->sources) report.tags[name] = source.origin.tags;
  report.printers = printersOf(*plan, status, now);
  report.sources = std::move(status.sources);
  for (auto& sink : status.sinks) report.sinks[sink.name].dispatch = std::move(sink);
  for (const auto& [name, counts] : daemon_.outbox.allCounts()) {
    const auto sink = report.sinks.find(name);
    auto& queue = sink == report.sinks.end() ? report.removedSinks[name] : sink->second;
    queue.oldest = counts.waiting == 0
                       ? std::chrono::seconds(0)
                       : std::chrono::duration_cast<std::chrono::seconds>(daemon_.time.now() - counts.oldest);
    queue.outbox = counts;
  }
  addPlugins(*plan, report);
  for (const auto& [step, timers] : status.timers) {
    const auto next = std::chrono::ceil<std::chrono::seconds>(std::max(timers.next - now, Clock::duration(0)));
    report.timers[step] = {timers.waiting, next};
  }
  report.snapshots = std::move(status.snapshots);
  report.outbox = daemon_.outbox.health();
  report.damage = damageOf(daemon_.outbox);
  return report;
}

/// Uses the real sink, with its connections and its token.
TrialReport AdminApi::send(const std::string& sink, const std::string& type) {
  const auto plan = daemon_.pipeline.plan();
  const auto event = trialEvent(*plan, sink, type);
  const auto picture = trialPicture(plan->sinks.at(sink).setup, event, &daemon_.pipeline.snapshots());
  const auto report = std::make_shared<TrialReport>();
  daemon_.pipeline.dispatcher().tryOut(
      sink, [report, event, picture, trace = daemon_.trace.shared_from_this()](
                const SinkSetup& setup, Clock::time_point deadline, const std::stop_token& stop) {
        *report = tryOut(setup, event, *trace, deadline, stop, picture);
        return report->outcome;
      });
  return *report;
}

/// Uses a new sink with the same configuration, whose requests are recorded and not sent.
TrialReport AdminApi::rehearse(const std::string& sink, const std::string& type) {
  const auto trace = std::make_shared<HttpTrace>();
  const auto recorder = recording(std::make_shared<HttpRecorder>());
  const auto http = [trace, recorder](const Settings& settings) { return trace->wrap(recorder(settings)); };
  return core::rehearse(daemon_.rehearsal(http), sink, type, trace);
}

}  // namespace herald::core
