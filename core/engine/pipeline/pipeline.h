#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/dispatch/dispatcher.h"
#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/source_runner.h"
#include "engine/pipeline/announcer.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// What the operator sees of a pipeline.
struct PipelineStatus {
  std::map<std::string, SourceStatus> sources{};  ///< by name
  std::vector<SinkStatus> sinks{};
};

/// What a plan says, at work: sources run, the bus routes, the dispatcher delivers. For one thread, but for what says
/// otherwise.
class Pipeline {
 public:
  /// Both outlive the pipeline, and a call that hangs in a plugin may use them for as long as the process lives.
  /// `state`, if it is given, keeps over restarts how each sink stands.
  Pipeline(Outbox& outbox, TimeSource& time,
           std::function<std::shared_ptr<StateStore>(const std::string& sink)> state = {});
  ~Pipeline();  ///< stops within 10 seconds, without delivering what is due

  /// Starts what the plan has more than the running one, ends what it has less, and leaves alone what is in both.
  /// Nothing that was accepted is lost or sent twice by it.
  void apply(Plan plan);

  /// What runs at the moment. Every thread may call it.
  std::shared_ptr<const Plan> plan() const;

  /// Every thread may call these, also during apply.
  PipelineStatus status() const;
  Dispatcher& dispatcher() { return dispatcher_; }
  std::uint64_t accepted() const { return bus_.accepted(); }  ///< events since the start

  /// Ends the sources, lets the dispatcher finish what is due, then ends it: the last second until `deadline` is for
  /// the calls under way, to give up. False if something still hangs: the process then has to end by std::_Exit.
  bool stop(Clock::time_point deadline);

 private:
  class Wanted;
  bool endSources(const Plan* next);
  void startSources();

  Outbox& outbox_;
  TimeSource& time_;
  Dispatcher dispatcher_;
  EventBus bus_;
  Announcer announcer_{bus_};
  mutable std::mutex mutex_{};  // for what status() and plan() read
  std::shared_ptr<const Plan> plan_;
  std::shared_ptr<Wanted> wanted_;
  std::map<std::string, std::unique_ptr<SourceRunner>> runners_;
};

}  // namespace herald::core
