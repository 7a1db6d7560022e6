// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/sink/sink_setup.h"
#include "engine/dispatch/sink/sink_status.h"
#include "engine/dispatch/sink/trial_call.h"
#include "engine/dispatch/threads/call_table.h"
#include "engine/dispatch/threads/deliverer.h"
#include "engine/dispatch/threads/lane_environment.h"
#include "engine/dispatch/threads/retired_setups.h"
#include "engine/dispatch/threads/trial.h"
#include "engine/dispatch/threads/trial_gate.h"
#include "engine/dispatch/threads/worker_pool.h"
#include "herald/mutex.h"

namespace herald::core {

/// One sink with its schedule and its calls. A worker makes each call of a plain sink. The calls of an AsyncSink are
/// only begun: one worker begins them, and so does each thread on which the sink ends one. Schedule decides the same
/// for both.
///
/// No thread waits for the disk while it holds the lane's mutex, so a slow disk blocks neither wake() nor the operator.
/// Every thread may use a lane, except set() and the functions that end it: those are for one thread.
class Lane : public std::enable_shared_from_this<Lane> {
 public:
  using Environment = LaneEnvironment;

  /// `rate` may be null, and other lanes may share it.
  Lane(SinkSetup setup, std::shared_ptr<TokenBucket> rate, Environment environment);
  ~Lane();

  void set(SinkSetup setup, std::shared_ptr<TokenBucket> rate) HERALD_EXCLUDES(mutex_);

  /// Takes over what an earlier process saved, unless this one has saved since. `moved`: the deliveries have other
  /// sequences now.
  void restore(bool moved) HERALD_EXCLUDES(mutex_);

  void wake() HERALD_EXCLUDES(mutex_);           ///< there is something new in the outbox
  void networkIsBack() HERALD_EXCLUDES(mutex_);  ///< some sink got an answer again
  void picturesCame() HERALD_EXCLUDES(mutex_);   ///< deliveries wait no longer for their picture
  bool finish(Clock::time_point deadline) HERALD_EXCLUDES(mutex_);
  SinkStatus status() const HERALD_EXCLUDES(mutex_);

  /// A call beside the deliveries: outside of queue, order, rate and counters. If the sink takes one call at a time, it
  /// never overlaps another. Returns what `call` returns. Throws PluginHangs if `call` does not return; then the sink
  /// hangs. Throws std::runtime_error with the text of what `call` throws, if the sink hangs or is busy for longer
  /// than its timeout, and immediately when trials end.
  Outcome tryOut(const TrialCall& call) HERALD_EXCLUDES(mutex_);

  /// Does what the operator asks for: one of Schedule's functions.
  void apply(void (Schedule::*command)()) HERALD_EXCLUDES(mutex_);

  /// Walls off calls whose limit has passed, and alerts the operator. Never waits for the disk. Returns when it has to
  /// be called next.
  Clock::time_point watch() HERALD_EXCLUDES(mutex_);

  /// Takes in what is new and ends what is too old, also while all workers hang. May wait for the disk.
  /// Returns when it has to be called next.
  Clock::time_point tidy() HERALD_EXCLUDES(mutex_);

  /// No trial begins from now on, nobody waits for one, and those under way are asked to end soon.
  void endTrials() HERALD_EXCLUDES(mutex_);

  /// No call begins from now on. To end a lane, call close, the next two or none of them, then endWorkers.
  void close() HERALD_EXCLUDES(mutex_);
  void askToGiveUp();  ///< asks the calls under way to end soon

  /// Waits until no call is left, except those that hang; until `deadline` at most.
  void awaitCalls(Clock::time_point deadline) HERALD_EXCLUDES(mutex_);

  /// Ends the workers. Leaves behind those in a call, and waits for a thread that waits for the disk. Returns false if
  /// it left one behind.
  bool endWorkers() HERALD_EXCLUDES(mutex_);

 private:
  using Worker = WorkerPool::Worker;

  // The loop of a thread that works for the lane: lane_loop.cpp.
  void work(Worker& worker) HERALD_EXCLUDES(mutex_);
  void end(const std::shared_ptr<Call>& call, Outcome outcome) HERALD_EXCLUDES(mutex_);
  void serve(Call& ended) HERALD_REQUIRES(mutex_);
  void readOutbox(bool mayWait) HERALD_REQUIRES(mutex_);
  std::optional<OutboxAnswer> ask(const OutboxRequest& request, bool mayWait) HERALD_REQUIRES(mutex_);
  bool check() HERALD_REQUIRES(mutex_);
  std::shared_ptr<Call> next() HERALD_REQUIRES(mutex_);
  void perform(Worker& worker, const std::shared_ptr<Call>& call) HERALD_REQUIRES(mutex_);
  bool attempt(const std::shared_ptr<Call>& call) HERALD_EXCLUDES(mutex_);
  void settle(Call& call) HERALD_REQUIRES(mutex_);
  void conclude(Call& call) HERALD_REQUIRES(mutex_);
  void leave(Call& call) HERALD_REQUIRES(mutex_);
  void hungCallReturned(Call& call) HERALD_REQUIRES(mutex_);
  void dropRetired() HERALD_REQUIRES(mutex_);
  void endWorker(Worker& worker) HERALD_REQUIRES(mutex_);
  void rest(Worker& worker) HERALD_REQUIRES(mutex_);
  bool mayBegin() const HERALD_REQUIRES(mutex_);
  bool hasForWorker() const HERALD_REQUIRES(mutex_);
  int mostWorkers() const HERALD_REQUIRES(mutex_);
  void nudge() HERALD_REQUIRES(mutex_);
  void callWorker() HERALD_REQUIRES(mutex_);

  std::shared_ptr<Trial> startTrial(const TrialCall& call) HERALD_REQUIRES(mutex_);
  void work(Trial& trial) HERALD_EXCLUDES(mutex_);
  bool isBlockedByTrial() const HERALD_REQUIRES(mutex_);

  // What is due without an attempt: lane_watch.cpp.
  Clock::time_point wallOff() HERALD_REQUIRES(mutex_);
  bool abandon(Call& call) HERALD_REQUIRES(mutex_);
  void expectNext() HERALD_REQUIRES(mutex_);
  void expectCheck() HERALD_REQUIRES(mutex_);
  void expectWatch(Clock::time_point at) HERALD_REQUIRES(mutex_);
  void expectTidy() HERALD_REQUIRES(mutex_);
  Clock::time_point nextTidy() const HERALD_REQUIRES(mutex_);

  static std::shared_ptr<const SinkSetup> shared(SinkSetup setup);
  void report(const Schedule::Report& report, std::shared_ptr<Host> host) const HERALD_REQUIRES(mutex_);
  void saveRecord() HERALD_REQUIRES(mutex_);
  void setPictureWait() HERALD_REQUIRES(mutex_);
  bool isQuiet() const HERALD_REQUIRES(mutex_);
  void abandonCalls() HERALD_REQUIRES(mutex_);
  bool isOver() const HERALD_REQUIRES(mutex_) { return setup_->sink == nullptr; }  // endWorkers() has ended the lane

  const Environment environment_;
  const std::string sink_;
  std::stop_source giveUp_{};     // for every call
  std::stop_source trialsEnd_{};  // for trials
  const Deliverer deliverer_{environment_, giveUp_.get_token()};

  mutable Mutex mutex_{};
  Condition settled_{};  // something has ended
  std::shared_ptr<const SinkSetup> setup_ HERALD_GUARDED_BY(mutex_);
  Schedule schedule_ HERALD_GUARDED_BY(mutex_);
  WorkerPool workers_ HERALD_GUARDED_BY(mutex_);
  CallTable calls_ HERALD_GUARDED_BY(mutex_);
  RetiredSetups retired_ HERALD_GUARDED_BY(mutex_);
  std::optional<OutboxRequest> handedOver_ HERALD_GUARDED_BY(mutex_){};  // by a thread that must not wait for the disk
  TrialGate trials_ HERALD_GUARDED_BY(mutex_){trialsEnd_.get_token()};
  bool closed_ HERALD_GUARDED_BY(mutex_) = false;
  bool hasRecord_ HERALD_GUARDED_BY(mutex_) = false;  // this process has saved one, or taken one over
  Clock::time_point workerAt_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();  // tries again to start a worker
  Clock::time_point watchAt_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();   // as expectWatch told it
  Clock::time_point tidyAt_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();    // as expectTidy told it
};

}  // namespace herald::core
