// What the running daemon answers to its operator.
#include "engine/pipeline/dry_run.h"
#include "heraldd/admin/outbox_routes.h"
#include "heraldd/admin/sink_routes.h"
#include "heraldd/admin/status_routes.h"
#include "heraldd/daemon.h"

namespace herald::core {

void Daemon::addRoutes() {
  auto& dispatcher = pipeline_.dispatcher();
  addStatusRoutes(routes_, [this] { return report(); });
  const auto configured = [this] {
    const auto plan = pipeline_.plan();
    std::vector<std::string> names;
    for (const auto& [name, sink] : plan->sinks) names.push_back(name);
    return names;
  };
  addOutboxRoutes(
      routes_, *outbox_, time_, [&](const std::set<std::string>& sinks) { dispatcher.wake(sinks); }, configured);
  addSinkRoutes(routes_, dispatcher, [this](const std::string& sink, const std::string& event, bool dry) {
    return toJson(dry ? rehearse(sink, event) : test(sink, event));
  });
}

void Daemon::refused(const std::string& why) {
  const std::lock_guard guard(mutex_);
  refusal_ = why;
}

StatusReport Daemon::report() const {
  StatusReport report{.version = HERALD_VERSION,
                      .config = configFile_,
                      .running = std::chrono::duration_cast<std::chrono::seconds>(time_.now() - started_),
                      .accepted = pipeline_.accepted()};
  auto status = pipeline_.status();
  report.sources = std::move(status.sources);
  for (auto& sink : status.sinks) report.sinks[sink.name].dispatch = std::move(sink);
  for (const auto& [name, counts] : outbox_->allCounts()) {
    const auto sink = report.sinks.find(name);
    auto& queue = sink == report.sinks.end() ? report.orphans[name] : sink->second;
    queue.oldest = counts.waiting == 0 ? std::chrono::seconds(0)
                                       : std::chrono::duration_cast<std::chrono::seconds>(time_.now() - counts.oldest);
    queue.outbox = counts;
  }
  report.outbox = outbox_->health();
  const std::lock_guard guard(mutex_);
  report.reloads = reloads_;
  report.refusal = refusal_;
  return report;
}

/// Through the real sink, with its connections and its token.
TrialReport Daemon::test(const std::string& sink, const std::string& type) {
  const auto event = trialEvent(*pipeline_.plan(), sink, type);
  const auto report = std::make_shared<TrialReport>();
  pipeline_.dispatcher().tryOut(
      sink,
      [report, event, trace = trace_](const SinkSetup& setup, Clock::time_point deadline, const std::stop_token& stop) {
        *report = tryOut(setup, event, *trace, deadline, stop);
        return report->outcome;
      });
  return *report;
}

/// Through a sink of its own that is configured in the same way, and whose requests go nowhere.
TrialReport Daemon::rehearse(const std::string& sink, const std::string& type) {
  const auto trace = std::make_shared<HttpTrace>();
  const auto recorder = recording(std::make_shared<HttpRecorder>());
  const auto http = [trace, recorder](const Settings& settings) { return trace->wrap(recorder(settings)); };
  const auto plan = [&] {
    const std::lock_guard planning(planning_);
    return makePlan(configuration_, {plugins_, time_, http, nullptr, mask_});
  }();
  return core::rehearse(plan, sink, type, trace);
}

}  // namespace herald::core
