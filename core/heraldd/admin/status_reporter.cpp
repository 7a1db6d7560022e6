// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/status_reporter.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "engine/outbox/damage.h"

namespace herald::core {

namespace {

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
    for (const auto& [measure, values] : instance.host->report().measures())
      for (const auto& [of, value] : values) report.measures[measure].push_back({name, type, of, value});
  };
  for (const auto& [name, source] : plan.sources) add("source." + name, source.instance);
  for (const auto& [name, step] : plan.steps) add("transform." + name, step);
  for (const auto& [name, sink] : plan.sinks) {
    add("sink." + name, sink.instance);
    const auto shown = report.sinks.find(name);
    if (shown == report.sinks.end()) continue;
    shown->second.type = sink.instance.settings.text("type");
    shown->second.connection = sink.instance.host->report().connection();
    for (const auto& selector : sink.chooser.selectors()) shown->second.selectors.push_back(toString(selector));
  }
}

}  // namespace

StatusReporter::StatusReporter(Daemon daemon, std::string configFile)
    : daemon_(std::move(daemon)), configFile_(std::move(configFile)), started_(daemon_.time.now()) {}

StatusReport StatusReporter::report() const {
  const auto now = daemon_.time.now();
  auto reloads = daemon_.reloads.state();
  StatusReport report{.version = HERALD_VERSION,
                      .config = configFile_,
                      .running = std::chrono::duration_cast<std::chrono::seconds>(now - started_),
                      .accepted = daemon_.pipeline.accepted(),
                      .reloads = reloads.reloads,
                      .refusal = std::move(reloads.refusal),
                      .refused = reloads.refused};
  auto status = daemon_.pipeline.status();
  const auto plan = daemon_.pipeline.plan();
  for (const auto& file : plan->consoleFiles) report.consoleFiles.push_back(file.string());
  report.variables = plan->variables;
  for (const auto& [name, source] : plan->sources) report.tags[name] = source.origin.tags;
  report.printers = printersOf(*plan, status, now);
  report.sources = std::move(status.sources);
  for (const auto& [name, source] : report.sources) {
    if (!source.awaySince) continue;
    const auto ago = std::chrono::duration_cast<std::chrono::milliseconds>(now - *source.awaySince);
    report.away[name] = daemon_.time.wallClock() - ago;
  }
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
  if (daemon_.logHealth) report.log = daemon_.logHealth();
  return report;
}

}  // namespace herald::core
