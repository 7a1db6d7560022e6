#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/sink_setup.h"
#include "engine/dispatch/sink_status.h"
#include "engine/dispatch/trial_call.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// One sink and its workers: the threads that call it, started when there is something to do, and kept. Every thread
/// may use it, but for set and what ends it.
class Lane : public std::enable_shared_from_this<Lane> {
 public:
  /// What a lane needs from outside. A worker that was left behind in a hanging call uses none of it any more.
  struct World {
    Outbox& outbox;
    TimeSource& time;
    std::function<void(Clock::time_point time)> watch{};        ///< look() has to be called then
    std::function<void()> networkIsBack{};                      ///< this sink got an answer again
    std::function<void(const SinkNews& news)> announce{};       ///< the operator has to know
    std::function<void(const std::string& record)> remember{};  ///< for a later process
    std::function<std::string()> recall{};                      ///< what was remembered last
  };

  /// `rate` may be null, and may be shared with other lanes.
  Lane(SinkSetup setup, std::shared_ptr<TokenBucket> rate, World world);
  ~Lane();

  void set(SinkSetup setup, std::shared_ptr<TokenBucket> rate);

  /// To what an earlier process remembered, unless there is news since. `moved`: its deliveries have other sequences
  /// now.
  void restore(bool moved);

  void wake();           ///< there is something new in the outbox
  void networkIsBack();  ///< some sink got an answer again
  bool finish(Clock::time_point deadline);
  SinkStatus status() const;

  /// A call beside the deliveries, outside of queue, order, rate and counters. It never overlaps another call of a sink
  /// that takes one at a time. Returns what `trial` returns; throws PluginHangs if it does not, and then the sink
  /// hangs. Throws std::runtime_error with the text of what `trial` throws, if the sink hangs or is busy for longer
  /// than its timeout, and at once when trials end.
  Outcome tryOut(const TrialCall& trial);

  /// The operator's words: one of Schedule's functions.
  void obey(void (Schedule::*word)());

  /// Walls off the calls whose limit has passed, does what else is due without an attempt, and says when to look again.
  Clock::time_point look();

  /// No trial begins from now on, nobody waits for one, and those under way are asked to end soon.
  void endTrials();

  /// No call begins from now on. The end of a lane, in this order: close, the two below (or not), leave.
  void close();
  void askToGiveUp();                           ///< asks the calls under way to end soon
  bool awaitCalls(Clock::time_point deadline);  ///< waits until no call is left; false if one hangs, or at `deadline`
  void leave();                                 ///< ends the workers; those in a call are left behind

 private:
  struct Call;
  struct Worker;
  struct TrialResult;
  using Lock = std::unique_lock<std::mutex>;

  void work(Worker& worker);
  bool begin(Worker& worker);
  void perform(Worker& worker, Lock& lock);
  void settle(Worker& worker, const Outcome& outcome, Lock& lock);
  void comeBack(Worker& worker, Lock& lock);
  void endCall(Worker& worker, Lock& lock);
  void retire(Worker& worker);
  void rest(Lock& lock);

  void awaitTurn(Lock& lock);
  std::shared_ptr<Worker> startTrial(const TrialCall& trial, const std::shared_ptr<TrialResult>& result);
  void workOnTrial(Worker& worker, const TrialCall& trial, TrialResult& result);
  bool blockedByTrial() const;

  Clock::time_point wallOff(Lock& lock);
  void abandon(Call& call) const;
  bool check(Lock& lock);
  void tell(const Schedule::Report& report, const SinkSetup& setup, Lock& lock) const;
  void remember();

  void nudge();
  void startWorker();
  void reap();
  int activeWorkers() const;
  bool allEnded() const;
  bool calling() const;
  bool quiet() const;

  const World world_;
  mutable std::mutex mutex_{};
  std::condition_variable changed_{};  // for the workers
  std::condition_variable settled_{};  // for those who wait for the workers
  std::shared_ptr<const SinkSetup> setup_;
  Schedule schedule_;
  std::vector<std::shared_ptr<Worker>> workers_{};
  std::stop_source giveUp_{};
  std::stop_source trialsEnd_{};
  std::uint64_t signal_ = 0;  // rises when a worker that rests has to look again
  int resting_ = 0;
  std::mutex trying_{};      // held by the one trial that is asked for
  bool trialWaits_ = false;  // until it may begin
  bool closed_ = false;
  bool remembered_ = false;  // what stands in the record is of this process, or was taken over
};

}  // namespace herald::core
