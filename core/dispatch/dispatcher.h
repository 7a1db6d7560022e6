#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/clock/time_source.h"
#include "core/dispatch/sink_setup.h"
#include "core/dispatch/sink_status.h"
#include "core/outbox/outbox.h"

namespace herald::core {

/// Takes deliveries from the outbox to their sinks. Order is kept for each (sink, device): a delivery waits for its
/// predecessor, other devices go on. Each sink has workers of its own, so that none delays another. All policy of
/// retrying is here. Every thread may call it, but for set, remove and stop, which are for one.
///
/// A call that outlasts its timeout by more than 5 seconds is walled off: its delivery waits for the next attempt, what
/// the call returns is ignored, and nothing more is asked of that instance until it returns.
class Dispatcher {
 public:
  Dispatcher(Outbox& outbox, TimeSource& time);
  ~Dispatcher();  ///< stops within 5 seconds

  /// Adds a sink or gives it a new setup; its queue and its backoff stay, and a call under way ends with the old
  /// instance. A new instance ends a hold, a stop by Gone and a wall. Starts with what waits in the outbox.
  void set(SinkSetup setup);

  /// Lets the calls under way end (but for hanging ones) and forgets the sink; its deliveries stay in the outbox.
  void remove(const std::string& sink);

  /// There is something new in the outbox for these sinks.
  void wake(const std::set<std::string>& sinks);

  /// Waits until every delivery that is due without waiting for a retry is done; false at `deadline`.
  bool drain(Clock::time_point deadline);

  /// Starts no more calls, asks those under way to give up and waits for them; false if one still hangs at `deadline`,
  /// which is then left behind.
  bool stop(Clock::time_point deadline);

  std::vector<SinkStatus> status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::core
