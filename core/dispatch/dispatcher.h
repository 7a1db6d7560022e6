#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/clock/time_source.h"
#include "core/outbox/outbox.h"
#include "core/routes/hook.h"
#include "herald/sink.h"

namespace herald::core {

/// How a sink's deliveries are tried; every value is an option of the sink.
struct RetryPolicy {
  Millis first{1000};         ///< the wait after the first failure, doubled after each further one
  Millis most{300000};        ///< its bound; half of each wait is random
  Millis holdProbe{300000};   ///< the time between two probes of a sink on hold; the first comes after a fifth of it
  int breakAfter = 5;         ///< failures in a row after which the whole sink waits
};

/// A sink as the dispatcher needs it.
struct SinkSetup {
  std::string name{};
  std::shared_ptr<Sink> sink{};
  std::shared_ptr<Host> host{};   ///< for the log; kept alive as long as a call may run
  Hook hook{};
  RetryPolicy retry{};
  Millis timeout{10000};          ///< of one attempt
  int concurrency = 1;            ///< workers; more than 1 only if the sink says that it is concurrent()
};

/// What the operator sees of a sink.
struct SinkStatus {
  std::string name{};
  enum class State { Healthy, Failing, Holding, Gone, Hanging, Paused } state = State::Healthy;
  std::string reason{};           ///< the last failure
  std::uint64_t delivered = 0, failed = 0;
};

/// Takes deliveries from the outbox to their sinks. Order is kept for each (sink, device): a delivery waits for its
/// predecessor, other devices go on. Each sink has workers of its own, so that none delays another. All policy of retrying
/// is here. Every thread may call it, but for set, remove and stop, which are for one.
class Dispatcher {
 public:
  Dispatcher(Outbox& outbox, TimeSource& time);
  ~Dispatcher();

  /// Adds a sink or gives it a new setup; its queue and its backoff stay, and a call under way ends with the old
  /// instance. Starts with what waits in the outbox.
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
  std::shared_ptr<Impl> impl_;
};

}  // namespace herald::core
