// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_api.h"

#include <set>
#include <utility>
#include <vector>

#include "engine/pipeline/dry_run.h"
#include "heraldd/admin/outbox_routes.h"
#include "heraldd/admin/sink_routes.h"
#include "heraldd/admin/status_routes.h"

namespace herald::core {

namespace {

std::vector<std::string> sinksOf(const Pipeline& pipeline) {
  std::vector<std::string> names;
  for (const auto& [name, sink] : pipeline.plan()->sinks) names.push_back(name);
  return names;
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
      [this] { return sinksOf(daemon_.pipeline); });
  addSinkRoutes(routes_, dispatcher, [this](const std::string& sink, const std::string& event, bool dry) {
    return toJson(dry ? rehearse(sink, event) : send(sink, event));
  });
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
  report.outbox = daemon_.outbox.health();
  return report;
}

/// Uses the real sink, with its connections and its token.
TrialReport AdminApi::send(const std::string& sink, const std::string& type) {
  const auto event = trialEvent(*daemon_.pipeline.plan(), sink, type);
  const auto report = std::make_shared<TrialReport>();
  daemon_.pipeline.dispatcher().tryOut(
      sink, [report, event, trace = daemon_.trace.shared_from_this()](
                const SinkSetup& setup, Clock::time_point deadline, const std::stop_token& stop) {
        *report = tryOut(setup, event, *trace, deadline, stop);
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
