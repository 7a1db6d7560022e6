// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/dispatch/dispatcher.h"
#include "engine/dispatch/threads/timer_thread.h"
#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/source_runner.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/announcer.h"
#include "engine/pipeline/plan.h"
#include "engine/pipeline/source_demand.h"
#include "engine/snapshots/snapshots.h"
#include "herald/mutex.h"

namespace herald::core {

/// What the operator sees of a pipeline.
struct PipelineStatus {
  std::map<std::string, SourceStatus> sources{};  ///< by name
  std::vector<SinkStatus> sinks{};
  std::map<std::string, DeviceStatus> devices{};  ///< by name
  std::map<std::string, TimerCount> timers{};     ///< of transforms, by their place in a route
  SnapshotStatus snapshots{};
};

/// A plan at work: sources run, the bus routes, the dispatcher delivers. For one thread, except where a function says
/// otherwise.
class Pipeline {
 public:
  /// The outbox and the clock outlive the pipeline. A call that hangs in a plugin may use them until the process ends.
  /// `state` gives a sink the store in which its status survives a restart; it may be null.
  /// `pictures` is where the pictures of events are kept. `log` is DispatcherCallbacks::log; `published` hears of each
  /// event that was accepted. Both may be null.
  Pipeline(Outbox& outbox, TimeSource& time,
           std::function<std::shared_ptr<StateStore>(const std::string& sink)> state = {}, SnapshotPlace pictures = {},
           std::function<void(LogEntry entry, LogDetail detail)> log = {}, EventBus::Published published = {});
  ~Pipeline();  ///< stops within 10 seconds; due events stay in the outbox

  /// Replaces the running plan: starts new instances, ends removed ones, and keeps unchanged ones. No accepted event is
  /// lost or sent twice. Throws NoThread; then nothing has changed. If there is no thread for a source, its status says
  /// so, and the next apply() tries again.
  void apply(Plan plan);

  /// The running plan. Every thread may call it.
  std::shared_ptr<const Plan> plan() const;

  /// Every thread may call these, also during apply.
  PipelineStatus status() const;
  bool retrySource(const std::string& name);  ///< see SourceRunner::retryNow; false if there is no such source
  Dispatcher& dispatcher() { return dispatcher_; }
  Snapshots& snapshots() { return snapshots_; }
  void announceDeadLetter(const LogEntry& entry) { announcer_.announceDeadLetter(entry); }  ///< see Announcer
  std::uint64_t accepted() const { return bus_.accepted(); }                                ///< events since the start

  /// See EventBus::recentEvents.
  std::vector<std::shared_ptr<const Event>> recentEvents() const { return bus_.recentEvents(); }

  /// Ends the sources, lets the dispatcher deliver what is due, then ends it. Calls under way have the last second
  /// before `deadline` to give up. Returns false if a call still hangs. Then the process must end by std::_Exit.
  bool stop(Clock::time_point deadline);

 private:
  using Runners = std::map<std::string, std::unique_ptr<SourceRunner>>;

  std::map<std::string, SourceRunner*> runnersWithout(const Plan* next) const;
  bool endSources(const Plan* next);
  void forgetDevices(const Plan& old, const Plan& next);
  void startSources(const Plan& plan);

  Outbox& outbox_;
  TimeSource& time_;
  Snapshots snapshots_;
  Dispatcher dispatcher_;
  EventBus bus_;
  Announcer announcer_{bus_};
  TimerThread timers_{time_, [this] { return bus_.wakeTransforms(); }};
  const std::shared_ptr<SourceDemand> demand_ = std::make_shared<SourceDemand>();
  mutable Mutex mutex_{};
  std::shared_ptr<const Plan> plan_ HERALD_GUARDED_BY(mutex_);
  Runners runners_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
