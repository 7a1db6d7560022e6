// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/delivery_log/log_detail.h"
#include "engine/delivery_log/log_entry.h"
#include "engine/dispatch/policy/token_bucket.h"
#include "engine/dispatch/sink/sink_setup.h"
#include "engine/dispatch/sink/sink_status.h"
#include "engine/dispatch/sink/trial_call.h"
#include "engine/dispatch/threads/timer_thread.h"
#include "engine/outbox/ages/dead_letter_ages.h"
#include "engine/outbox/ages/removed_sink_ages.h"
#include "engine/outbox/outbox.h"
#include "engine/snapshots/snapshots.h"
#include "engine/state/state_store.h"
#include "herald/mutex.h"

namespace herald::core {

class Lane;
class Schedule;

/// What the dispatcher calls; each may be missing. It calls them from any thread, and not after it has stopped.
struct DispatcherCallbacks {
  /// The store of a sink's record, which survives restarts.
  std::function<std::shared_ptr<StateStore>(const std::string& sink)> state{};

  /// A sink needs the operator: it has failed for its `alert.after`, or is on hold, gone or hanging. Or it works again
  /// after that. Must not wait.
  std::function<void(const SinkNews& news)> announce{};

  /// The pictures of events. The dispatcher connects itself with them, and they outlive it.
  Snapshots* snapshots = nullptr;

  /// An attempt has ended, or hangs: see DeliveryLog::add. Must not wait.
  std::function<void(LogEntry entry, LogDetail detail)> log{};
};

/// Takes deliveries from the outbox to their sinks. It keeps the order of each (sink, device): a delivery waits for its
/// predecessor, other devices go on. Each sink has workers of its own, so none delays another. All policy of retrying
/// is here.
///
/// If a call outlasts its timeout by more than 5 seconds, Herald walls it off: its delivery waits for the next attempt,
/// Herald ignores the late answer, and asks nothing more of that instance until the call returns.
///
/// These states survive a restart: paused, draining, on hold, gone. A hold or gone ends when the configuration or the
/// library of the sink changes.
///
/// Every thread may call it, except set, remove and stop: those are for one thread. The outbox and the clock outlive
/// it.
class Dispatcher {
 public:
  Dispatcher(Outbox& outbox, TimeSource& time, DispatcherCallbacks callbacks = {});
  ~Dispatcher();  ///< stops within 5 seconds

  /// Adds a sink or gives it a new setup. Its queue and its backoff stay, and a call under way ends with the old
  /// instance. A new instance ends a hold, a stop by Gone and a wall. Starts with what waits in the outbox.
  void set(SinkSetup setup);

  /// Forgets the sinks; their deliveries stay in the outbox. Their calls under way have 2 seconds to end, then 1 second
  /// to give up. A call that hangs is left behind.
  void remove(const std::set<std::string>& sinks);

  /// Every configured sink is set. From now on, deliveries for other sinks end by their age, unless somebody moves or
  /// purges them.
  void allSet();

  /// There is something new in the outbox for these sinks. Never waits for the disk.
  void wake(const std::set<std::string>& sinks);

  /// Call it when the outbox could read the file of an earlier process only now. Takes over the saved state of each
  /// sink, unless it has changed meanwhile. Ends deliveries that are too old.
  void restore();

  // What the operator can ask for, each for one sink. These return when it is on disk; false if there is no such sink.

  /// Stops attempts. New events still wait in the outbox, and grow old there.
  bool pause(const std::string& sink);

  /// Ends a pause and a drain, and does what retryNow does.
  bool resume(const std::string& sink);

  /// Delivers what waits at this moment, then pauses the sink; later events wait in the outbox. The status shows how
  /// much is left, and the end. Ends a pause first, as resume does.
  bool drain(const std::string& sink);

  /// Makes due immediately what waits for a retry, and a probe of a sink that is on hold or gone.
  bool retryNow(const std::string& sink);

  /// Calls a sink beside its deliveries, for the operator to see: see Lane::tryOut. Throws std::out_of_range if there
  /// is no such sink.
  Outcome tryOut(const std::string& sink, const TrialCall& trial);

  /// No trial begins from now on. Asks those under way to give up; tryOut no longer waits for them.
  void endTrials();

  /// Waits until every delivery is done that is due without a wait for a retry or for the rate; false at `deadline`.
  bool finish(Clock::time_point deadline);

  /// Begins no further calls, asks those under way to give up and waits for them, except those that are walled off.
  /// False if it leaves a call behind: those, and all that still run at `deadline`.
  bool stop(Clock::time_point deadline);

  /// In the order of their names.
  std::vector<SinkStatus> status() const;

 private:
  using Lanes = std::vector<std::shared_ptr<Lane>>;

  std::shared_ptr<Lane> find(const std::string& sink) const HERALD_EXCLUDES(mutex_);
  Lanes all() const HERALD_EXCLUDES(mutex_);
  std::shared_ptr<Lane> makeLane(SinkSetup setup) HERALD_EXCLUDES(mutex_);
  std::shared_ptr<TokenBucket> rateOf(const SinkSetup& setup) HERALD_EXCLUDES(mutex_);
  void picturesCame(const std::set<std::string>& sinks);
  bool apply(const std::string& sink, void (Schedule::*command)());
  Clock::time_point watch();
  Clock::time_point tidy();

  Outbox& outbox_;
  TimeSource& time_;
  const DispatcherCallbacks callbacks_;
  std::atomic<bool> allSet_ = false;
  DeadLetterAges deadLetterAges_;    // for the tidy thread
  RemovedSinkAges removedSinkAges_;  // for the tidy thread alone

  mutable Mutex mutex_{};
  std::map<std::string, std::shared_ptr<Lane>> lanes_ HERALD_GUARDED_BY(mutex_){};
  std::map<std::string, std::weak_ptr<TokenBucket>> rates_ HERALD_GUARDED_BY(mutex_){};  // of one lane or of several
  bool stopped_ HERALD_GUARDED_BY(mutex_) = false;

  // Two threads, since only one of them may wait for the disk: a slow disk delays no wall and no alert.
  TimerThread watchdog_;
  TimerThread tidier_;
};

}  // namespace herald::core
