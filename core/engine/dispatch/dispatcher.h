#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/dispatch/sink_setup.h"
#include "engine/dispatch/sink_status.h"
#include "engine/dispatch/trial_call.h"
#include "engine/outbox/outbox.h"
#include "engine/state/state_store.h"

namespace herald::core {

/// What the dispatcher needs of its surroundings; each may be missing. Called from any thread, and not after the
/// dispatcher has stopped.
struct Surroundings {
  /// Where it is kept over restarts how a sink stands.
  std::function<std::shared_ptr<StateStore>(const std::string& sink)> state{};

  /// A sink needs the operator: it has failed for its `alert.after`, or is on hold, gone or hanging. And when it then
  /// works again. Must not wait.
  std::function<void(const SinkNews& news)> announce{};
};

/// Takes deliveries from the outbox to their sinks. Order is kept for each (sink, device): a delivery waits for its
/// predecessor, other devices go on. Each sink has workers of its own, so that none delays another. All policy of
/// retrying is here. Every thread may call it, but for set, remove and stop, which are for one.
///
/// A call that outlasts its timeout by more than 5 seconds is walled off: its delivery waits for the next attempt, what
/// the call returns is ignored, and nothing more is asked of that instance until it returns.
///
/// That a sink is paused, being drained, on hold or gone outlasts the process; the last two until its configuration or
/// its library is another.
class Dispatcher {
 public:
  Dispatcher(Outbox& outbox, TimeSource& time, Surroundings surroundings = {});
  ~Dispatcher();  ///< stops within 5 seconds

  /// Adds a sink or gives it a new setup; its queue and its backoff stay, and a call under way ends with the old
  /// instance. A new instance ends a hold, a stop by Gone and a wall. Starts with what waits in the outbox.
  void set(SinkSetup setup);

  /// Forgets the sinks; their deliveries stay in the outbox. Their calls under way have 2 seconds to end, and one more
  /// when they are asked to give up; what hangs is left behind.
  void remove(const std::set<std::string>& sinks);

  /// Every sink is set that is configured: what waits for others ends by its age, if nobody moves or purges it.
  void allSet();

  /// There is something new in the outbox for these sinks.
  void wake(const std::set<std::string>& sinks);

  /// What an earlier process left can be read only now: how a sink stands is taken over, unless that has changed since;
  /// and what is too old ends.
  void restore();

  // The operator's words, each for one sink. They return when the disk knows of them, and false if there is no such
  // sink.

  /// Begins no more attempts. What is published goes on to wait in the outbox, and grows old there.
  bool pause(const std::string& sink);

  /// Ends a pause and a drain, and does what retryNow does.
  bool resume(const std::string& sink);

  /// Delivers what waits at this moment, then pauses the sink; what comes later waits in the outbox. Its end, and how
  /// much is left until then, is seen in the status. Ends a pause first, as resume does.
  bool drain(const std::string& sink);

  /// What waits for a retry is due at once; so is a probe of a sink that is on hold or gone.
  bool retryNow(const std::string& sink);

  /// A call beside the sink's deliveries, for the operator to see: see Lane::tryOut. Throws std::out_of_range if there
  /// is no such sink.
  Outcome tryOut(const std::string& sink, const TrialCall& trial);

  /// No trial begins from now on. Those under way are asked to give up, and tryOut waits for them no more.
  void endTrials();

  /// Waits until every delivery that is due without waiting, for a retry or for the rate, is done; false at `deadline`.
  bool finish(Clock::time_point deadline);

  /// Starts no more calls, asks those under way to give up and waits for them, but not for what is walled off; false if
  /// one is left behind, which is so for all that run at `deadline`.
  bool stop(Clock::time_point deadline);

  /// In the order of their names.
  std::vector<SinkStatus> status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::core
