#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/clock/time_source.h"
#include "engine/dispatch/policy/breaker.h"
#include "engine/dispatch/policy/lines.h"
#include "engine/dispatch/policy/sink_record.h"
#include "engine/dispatch/policy/token_bucket.h"
#include "engine/dispatch/sink_status.h"
#include "engine/outbox/outbox.h"
#include "herald/host.h"

namespace herald::core {

/// Which delivery of a sink is attempted next and when, and what follows from an attempt's outcome: all policy, no
/// threads. For one thread at a time.
class Schedule {
 public:
  /// One attempt. Its line is nobody else's until the attempt is concluded.
  struct Turn {
    Delivery delivery{};
    int number = 1;
    Lines::Line* line = nullptr;
    Breaker::Ticket ticket = 0;
    Clock::time_point began{};
  };

  /// What the operator has to know, and the other sinks.
  struct Report {
    Level level = Level::Notice;
    std::string text{};              ///< empty: nothing
    std::optional<SinkNews> news{};  ///< it needs the operator now, or no more
    bool networkIsBack = false;      ///< or may be

    bool empty() const { return text.empty() && !news && !networkIsBack; }
  };

  Schedule(Outbox& outbox, const TimeSource& time, const std::string& sink, const RetryPolicy& policy);

  void setPolicy(const RetryPolicy& policy);
  void setRate(std::shared_ptr<TokenBucket> bucket) { rate_ = std::move(bucket); }  ///< null: no limit
  std::optional<SinkNews> renew();                                                  ///< the sink has a new instance
  void news() { news_ = true; }  ///< there is something new in the outbox
  bool networkIsBack();          ///< true if something is due by it

  // The operator's words; see Dispatcher.
  void pause();
  void resume();
  void drain();
  void retryNow();

  /// Nothing while check() has something to do, but to take in more of a long queue.
  std::optional<Turn> next();

  /// When next() or, for news, check() may have something: max() if not before something else happens.
  Clock::time_point due() const;

  /// Does what is due without an attempt: takes in what is new, ends what is too old, tells an operator who has to
  /// know.
  Report check();

  /// When check() has something to do. Never too late, but it may be too early.
  Clock::time_point checkAt() const;

  /// Ends a turn. The outbox knows the outcome already.
  Report conclude(const Turn& turn, const Outcome& outcome);

  /// Ends a turn whose call does not return; until returned(), there is no other. Unless the call was `stale`, one of
  /// an instance that has been replaced.
  Report hangs(const Turn& turn, bool stale);
  Report trialHangs(bool stale);  ///< the same for a call that is no turn
  std::optional<SinkNews> returned();
  bool hanging() const { return hanging_ > 0; }

  SinkStatus status() const;

  /// What a later process has to know, if that has changed since the last call. `fingerprint` is that of the sink's
  /// configuration.
  std::optional<SinkRecord> changedRecord(const std::string& fingerprint);
  void restore(const SinkRecord& record, const std::string& fingerprint);

 private:
  void read();
  Report ended(const Turn& turn, const Outcome& outcome);
  bool hasOwnFault(Lines::Line& line, std::optional<std::uint64_t>& failedAt) const;
  Report retry(const Turn& turn, const Outcome& outcome);
  Report hold(const Turn& turn, const Outcome& outcome);
  Report gone(const Turn& turn, const Outcome& outcome);
  bool seesNetwork(const Outcome& outcome, bool wasOffline);
  void count(const Turn& turn, const Outcome& outcome);
  std::optional<SinkNews> changed();
  Clock::time_point alertAt() const;
  SinkNews newsOf(bool failing) const;
  SinkStatus::State state() const;
  bool drained() const { return drainTo_ && outbox_.waitingUpTo(status_.name, *drainTo_) == 0; }
  Clock::time_point attemptAt() const;
  Clock::time_point checkFirstAt() const;
  std::chrono::system_clock::time_point wallClockAt(Clock::time_point time) const;

  Outbox& outbox_;
  const TimeSource& time_;
  RetryPolicy policy_;
  Lines lines_;
  Breaker breaker_;
  std::shared_ptr<TokenBucket> rate_{};
  bool news_ = true;
  bool more_ = false;  // to take in, of a long queue; attempts go on meanwhile
  bool paused_ = false;
  std::optional<std::uint64_t> drainTo_{};
  int inFlight_ = 0;
  int hanging_ = 0;           // calls into the present instance
  std::string stopReason_{};  // of the hold or the end, as reported
  SinkStatus status_{};       // its counts, and the last failure
  Clock::time_point since_{};
  std::optional<Clock::time_point> failingSince_{}, lastSuccess_{}, lastAnswer_{};
  bool told_ = false;        // that it is failing
  bool wasStopped_ = false;  // on hold or gone
  bool recordChanged_ = false;
};

}  // namespace herald::core
