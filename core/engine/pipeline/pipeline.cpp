// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/pipeline.h"

#include <algorithm>

#include "engine/pipeline/picture_wish.h"
#include "engine/pipeline/source_notice.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

namespace {

constexpr std::chrono::seconds kSourceLimit{5};
constexpr std::chrono::seconds kSinkLimit{5};
constexpr std::chrono::seconds kPictures{2};  // for those that are being taken
constexpr Clock::duration kToGiveUp = std::chrono::seconds(1);

}  // namespace

Pipeline::Pipeline(Outbox& outbox, TimeSource& time,
                   std::function<std::shared_ptr<StateStore>(const std::string&)> state, SnapshotPlace pictures,
                   std::function<void(LogEntry entry, LogDetail detail)> log, EventBus::Published published)
    : outbox_(outbox),
      time_(time),
      snapshots_(std::move(pictures), outbox, time),
      dispatcher_(
          outbox, time,
          {std::move(state), [this](const SinkNews& news) { announcer_.announce(news); }, &snapshots_, std::move(log)}),
      bus_(
          outbox, time, [this](const std::set<std::string>& sinks) { dispatcher_.wake(sinks); },
          EventBus::kTransformLimit, [this](Clock::time_point when) { timers_.expect(when); },
          [this](const std::vector<Delivery>& deliveries, const std::string& source) {
            return snapshots_.expect(deliveries, source);
          },
          std::move(published)),
      plan_(std::make_shared<const Plan>()) {
  outbox_.setWake([this](const std::set<std::string>& sinks) {
    dispatcher_.restore();
    dispatcher_.wake(sinks);
    bus_.takeUpTimers();
  });
}

Pipeline::~Pipeline() {
  outbox_.setWake({});
  endSources(nullptr);
  timers_.stop();
  snapshots_.stop(time_.now() + kSinkLimit);
  dispatcher_.stop(time_.now() + kSinkLimit);
}

void Pipeline::apply(Plan plan) {
  const auto old = this->plan();
  const auto next = std::make_shared<const Plan>(std::move(plan));
  auto routes = bus_.make(next->routes);  // before anything changes: it may throw
  tellSources(*next);                     // before a sink gets its first event
  for (const auto& [name, sink] : next->sinks) {
    const auto running = old->sinks.find(name);
    if (running == old->sinks.end() || running->second.setup.sink != sink.setup.sink) dispatcher_.set(sink.setup);
  }
  snapshots_.use(snapshotPlan(*next));
  demand_->set(next);
  endSources(next.get());
  forgetDevices(*old, *next);
  bus_.use(std::move(routes));
  std::set<std::string> gone;
  for (const auto& [name, sink] : old->sinks) {
    if (!next->sinks.contains(name)) gone.insert(name);
  }
  dispatcher_.remove(gone);
  tellTheGone(*old, *next);
  dispatcher_.allSet();
  {
    const MutexLock lock(mutex_);
    plan_ = next;
  }
  startSources(*next);
}

std::shared_ptr<const Plan> Pipeline::plan() const {
  const MutexLock lock(mutex_);
  return plan_;
}

PipelineStatus Pipeline::status() const {
  PipelineStatus status;
  {
    const MutexLock lock(mutex_);
    for (const auto& [name, runner] : runners_) status.sources.emplace(name, runner->status());
  }
  status.sinks = dispatcher_.status();
  status.devices = bus_.devices();
  status.timers = bus_.timers();
  status.snapshots = snapshots_.status();
  return status;
}

bool Pipeline::retrySource(const std::string& name) {
  const MutexLock lock(mutex_);
  const auto runner = runners_.find(name);
  if (runner == runners_.end()) return false;
  runner->second->retryNow();
  return true;
}

/// The runners whose source `next` does not have, or has as another instance; all of them without `next`.
std::map<std::string, SourceRunner*> Pipeline::runnersWithout(const Plan* next) const {
  const MutexLock lock(mutex_);
  std::map<std::string, SourceRunner*> found;
  for (const auto& [name, runner] : runners_) {
    if (next) {
      const auto planned = next->sources.find(name);
      if (planned != next->sources.end() && planned->second.source == plan_->sources.at(name).source) continue;
    }
    found.emplace(name, runner.get());
  }
  return found;
}

/// Asks all sources to stop before it waits for each.
bool Pipeline::endSources(const Plan* next) {
  const auto ending = runnersWithout(next);
  for (const auto& [name, runner] : ending) runner->requestStop();
  const auto deadline = time_.now() + kSourceLimit;
  bool all = true;
  for (const auto& [name, runner] : ending) all = runner->join(deadline) && all;
  const MutexLock lock(mutex_);
  for (const auto& [name, runner] : ending) runners_.erase(name);
  return all;
}

/// Of removed sources, and of those whose device has another name now.
void Pipeline::forgetDevices(const Plan& old, const Plan& next) {
  for (const auto& [name, source] : old.sources) {
    const auto now = next.sources.find(name);
    if (now == next.sources.end() || now->second.origin.device != source.origin.device) bus_.forgetDevices(name);
  }
}

void Pipeline::startSources(const Plan& plan) {
  const auto find = [this](const std::string& name) {
    const MutexLock lock(mutex_);
    const auto found = runners_.find(name);
    return found == runners_.end() ? nullptr : found->second.get();
  };
  for (const auto& [name, source] : plan.sources) {
    if (auto* running = find(name)) {
      running->start();  // there may have been no thread for it
      continue;
    }
    auto runner = std::make_unique<SourceRunner>(source.origin, source.source, source.instance.host, bus_,
                                                 demand_->of(source.origin), time_, source.policy);
    runner->start();
    const MutexLock lock(mutex_);
    runners_.emplace(name, std::move(runner));
  }
}

bool Pipeline::stop(Clock::time_point deadline) {
  const auto grace = std::min(kToGiveUp, (deadline - time_.now()) / 2);
  const bool sources = endSources(nullptr);
  timers_.stop();
  bus_.noteTimers();
  snapshots_.finish(std::min(deadline - grace, time_.now() + kPictures));
  snapshots_.stop(deadline - grace);
  dispatcher_.finish(deadline - grace);
  const bool sinks = dispatcher_.stop(std::max(deadline, time_.now() + grace));
  announcer_.stop();
  return sources && sinks && hangingCalls() == 0;
}

}  // namespace herald::core
