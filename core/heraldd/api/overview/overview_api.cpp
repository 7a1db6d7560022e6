// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/overview_api.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/outbox/damage.h"

namespace herald::core {

namespace {

constexpr const char* kOverview = "overview";
constexpr const char* kJob = "job";

History::Totals totalsOf(Pipeline& pipeline) {
  History::Totals totals{.events = pipeline.accepted()};
  for (const auto& sink : pipeline.dispatcher().status()) totals.sinks[sink.name] = {sink.delivered, sink.failed};
  return totals;
}

}  // namespace

OverviewApi::OverviewApi(Daemon daemon)
    : daemon_(std::move(daemon)),
      history_(daemon_.outbox, daemon_.time, [this] { return totalsOf(daemon_.pipeline); }),
      feed_(daemon_.report,
            {[this] { return daemon_.live.pages(kOverview); },
             [this](const std::string& overview) { daemon_.live.publish({.name = kOverview, .data = overview}); }}),
      jobs_([this](const JobState& job) { daemon_.live.publish({.name = kJob, .data = toJson(job)}); }),
      status_(daemon_.report),
      overview_({daemon_.report, [this](int hours) { return history_.points(hours); }}),
      pictures_(daemon_.report,
                {[this](const std::string& event) { return daemon_.pipeline.snapshots().find(event); },
                 [this](const Event& event, std::uint64_t most) {
                   return daemon_.pipeline.snapshots().takeFor(event, most);
                 }},
                daemon_.time),
      commands_({daemon_.pipeline.dispatcher(),
                 [this](const std::string& source) { return daemon_.pipeline.retrySource(source); },
                 [this] { return acknowledgeDamage(daemon_.outbox); }}),
      reload_(daemon_.reloads, daemon_.askForReload),
      queue_({daemon_.outbox, daemon_.time, wake(), plan(), snapshotOf()}),
      deadLetters_(daemon_.outbox, DeadLetterJobs({daemon_.outbox, daemon_.time, wake(), plan()}), jobs_, snapshotOf()),
      jobList_(jobs_),
      clock_(daemon_.time, [this] { return tick(); }) {
  daemon_.live.whenWanted(kOverview, [this] { clock_.expect(daemon_.time.now()); });
  clock_.expect(daemon_.time.now());
}

std::function<void(const std::set<std::string>& sinks)> OverviewApi::wake() {
  return [this](const std::set<std::string>& sinks) { daemon_.pipeline.dispatcher().wake(sinks); };
}

KnownSinks::CurrentPlan OverviewApi::plan() {
  return [this] { return daemon_.pipeline.plan(); };
}

OutboxPage::SnapshotOf OverviewApi::snapshotOf() {
  return [this](const std::string& event) { return daemon_.pipeline.snapshots().facts(event); };
}

void OverviewApi::addTo(ApiRoutes& routes) {
  for (Resource* resource : std::initializer_list<Resource*>{&status_, &overview_, &pictures_, &commands_, &reload_,
                                                             &queue_, &deadLetters_, &jobList_}) {
    routes.add(*resource);
  }
}

Clock::time_point OverviewApi::tick() {
  const auto now = daemon_.time.now();
  if (now >= historyDue_) historyDue_ = history_.tick();
  return feed_.tick() ? std::min(historyDue_, now + kBetween) : historyDue_;
}

}  // namespace herald::core
