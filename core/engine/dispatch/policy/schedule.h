// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/clock/time_source.h"
#include "engine/dispatch/policy/attempt_counts.h"
#include "engine/dispatch/policy/breaker.h"
#include "engine/dispatch/policy/first_retry.h"
#include "engine/dispatch/policy/intake.h"
#include "engine/dispatch/policy/lines.h"
#include "engine/dispatch/policy/rate_share.h"
#include "engine/dispatch/policy/sink_record.h"
#include "engine/dispatch/policy/sink_standing.h"
#include "engine/dispatch/sink/sink_status.h"
#include "engine/outbox/outbox.h"
#include "herald/host.h"

namespace herald::core {

/// Decides which delivery of a sink is attempted next and when, and what follows from an outcome: all policy, no
/// threads. Nothing here waits for the disk: request() says what the outbox has to do, and the caller does it without a
/// lock. One thread at a time may use it. The outbox and the clock outlive it.
class Schedule {
 public:
  /// One attempt. No other attempt of its line begins until this one ends.
  struct Turn {
    Delivery delivery{};
    int number = 1;
    Line* line = nullptr;
    Breaker::Ticket ticket = 0;
    Clock::time_point began{};
  };

  /// What the operator and the other sinks have to know.
  struct Report {
    Level level = Level::Notice;
    std::string text{};              ///< for the log; empty: nothing
    std::optional<SinkNews> news{};  ///< it needs the operator now, or no longer
    bool networkIsBack = false;      ///< or may be
    Clock::duration untilNext{};     ///< to the next attempt of this delivery; 0 if none is planned

    bool empty() const { return text.empty() && !news && !networkIsBack; }
  };

  Schedule(Outbox& outbox, const TimeSource& time, const std::string& sink, const RetryPolicy& policy);

  void setPolicy(const RetryPolicy& policy);
  void setRate(std::shared_ptr<TokenBucket> bucket);  ///< null: no limit
  std::optional<SinkNews> renew();                    ///< the sink has a new instance
  void wake() { intake_.wake(); }                     ///< there is something new in the outbox
  void setPictureWait(Lines::PictureWait wait) { lines_.setPictureWait(std::move(wait)); }
  void picturesCame() { lines_.picturesCame(); }  ///< see Lines
  bool networkIsBack();                           ///< true if that makes something due

  // What the operator can ask for; see Dispatcher.
  void pause();
  void resume();
  void drain();
  void retryNow();

  /// The next attempt, if one is due. The caller claims the delivery in the outbox. If the claim fails, it calls
  /// cancel(), otherwise conclude() or hangs().
  std::optional<Turn> next();

  /// When next() or request() may have something: the epoch if now, max() if not before something else happens.
  Clock::time_point due() const;

  /// What the outbox has to do now; see Intake. The caller does it without a lock and gives the answer.
  std::optional<OutboxRequest> request(bool mayReadSlice = true);
  void answer(const OutboxRequest& request, OutboxAnswer answer);
  bool isReading() const { return intake_.isUnderWay(); }  ///< between the two
  bool wantsOutbox() const { return intake_.isDue(); }     ///< request() has something now, apart from ages

  /// When request() has something, also if no attempt is due. Never too late, but it may be too early.
  Clock::time_point requestAt() const { return intake_.due(); }

  /// The same without what a worker takes in by itself: only what the age of a delivery makes due.
  Clock::time_point ageAt() const { return lines_.expiry(); }

  /// Does what else is due without an attempt: reports what ended by its age, ends a drain, alerts the operator.
  Report check();

  /// When check() has something to do; max() if not before something else happens.
  Clock::time_point checkAt() const;

  /// Ends a turn by its outcome, which the outbox knows already.
  Report conclude(const Turn& turn, const Outcome& outcome);

  /// Ends a turn without an attempt.
  void cancel(const Turn& turn);

  /// Ends a turn whose call does not return; until returned(), no other begins. If the call is `stale`, one of an
  /// instance that has been replaced, it stops nothing.
  Report hangs(const Turn& turn, bool stale);
  Report callHangs(const std::string& call, bool stale);  ///< the same for a call that is no turn, or no longer one
  std::optional<SinkNews> returned();
  bool isHanging() const { return standing_.isHanging(); }

  SinkStatus status() const;

  /// What a later process has to know, if that has changed since the last call. `fingerprint` is that of the sink's
  /// configuration.
  std::optional<SinkRecord> changedRecord(const std::string& fingerprint);
  void restore(const SinkRecord& record, const std::string& fingerprint);

 private:
  Line* nextLine(Clock::time_point now);
  Report delivered(const Turn& turn);
  Report rejected(const Turn& turn, const Outcome& outcome);
  Report retry(const Turn& turn, const Outcome& outcome);
  std::optional<Millis> soonAgain(const Turn& turn, const Outcome& outcome) const;
  Report hold(const Turn& turn, const Outcome& outcome);
  Report gone(const Turn& turn, const Outcome& outcome);
  bool isAtFault(Line& line, std::optional<std::uint64_t>& failedAt) const;
  bool seesNetwork(const Outcome& outcome, bool wasOffline);
  std::optional<SinkNews> update();
  SinkNews newsOf(const SinkStanding::Alert& alert) const;
  bool isDrained() const;
  std::string longWait() const;
  bool isBlocked() const;
  bool isSlowed() const;
  void seeRate();
  Clock::time_point attemptAt() const;
  std::chrono::system_clock::time_point wallClockAt(Clock::time_point time) const;

  Outbox& outbox_;
  const TimeSource& time_;
  const std::string sink_;
  RetryPolicy policy_;
  Lines lines_;
  Intake intake_;
  Breaker breaker_;
  std::unique_ptr<RateShare> rate_{};  // null: no limit
  SinkStanding standing_;
  AttemptCounts counts_{};
  FirstRetry firstRetry_{};
  ExpiredCounts expired_{};  // that no report has told yet
  int inFlight_ = 0;
  bool isUnsaid_ = false;  // the last call failed, and no report says so
  std::optional<Clock::time_point> lastAnswer_{};
};

}  // namespace herald::core
