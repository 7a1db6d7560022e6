// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "base/clock/backoff.h"
#include "engine/dispatch/sink/retry_policy.h"
#include "herald/outcome.h"

namespace herald::core {

/// Decides how many calls a sink as a whole gets, from how its calls went. After failures it lets only one probe
/// through at a time. A probe that succeeds lets all calls through again: first two at once, then twice as many after
/// each that succeeds.
///
/// A call that began before the last change of state says nothing more. So of several calls that fail together, only
/// the first one counts. One thread at a time may use it.
class Breaker {
 public:
  using Ticket = std::uint64_t;  ///< when a call began, in terms of what the breaker had seen

  /// What it lets through.
  enum class State : std::uint8_t {
    All,
    Probes,      ///< one call at a time, each after a wait that doubles
    SlowProbes,  ///< the same with a fixed wait: the receiver refuses the credentials or the address
    Nothing,     ///< the receiver no longer wants events
  };

  explicit Breaker(const RetryPolicy& policy);

  /// New values for what comes; the state stays.
  void setPolicy(const RetryPolicy& policy);

  State state() const { return state_; }
  bool mayCall(Clock::time_point now) const { return now >= due(); }

  /// How many calls may be under way at once.
  int most() const { return most_; }

  /// When a call may begin: in the past if now, max() if not before something else happens.
  Clock::time_point due() const;

  /// The wait that the receiver asked for, if it is longer than Herald's own and not over.
  std::optional<Millis> longWish(Clock::time_point now) const;

  bool failing() const { return failures_ > 0; }                  ///< the last call failed
  bool offline() const;                                           ///< the sink waits because it got no answer at all
  bool isStale(Ticket ticket) const { return ticket != epoch_; }  ///< it began before the last change of state

  Ticket begin();              ///< a call begins; only where mayCall()
  void cancel(Ticket ticket);  ///< that call was not made

  /// A call ended well, or at least with an answer to its event. True if all calls may begin again: the lines of the
  /// sink are due.
  bool succeeded(Ticket ticket);

  /// A call failed for now. Returns true if the whole sink has to wait; then the line need not wait itself. `fault`:
  /// the event itself is at fault, so a missing answer counts like any other failure.
  bool failed(Ticket ticket, const Outcome& outcome, Clock::time_point now, bool fault = false);

  /// The receiver refuses the credentials or the address.
  void refused(Ticket ticket, Clock::time_point now);

  /// The receiver no longer wants events.
  void gone();

  /// A call did not return: the sink waits as after a failure.
  void hangs(Ticket ticket, Clock::time_point now);

  /// There is a new instance: a sink that was on hold or gone is probed immediately.
  void renew();

  /// The operator wants a probe immediately, whatever the state is.
  void retryNow();

  /// It was on hold when the last process ended, until `due`.
  void restoreHold(Clock::time_point due);

  /// Another sink got an answer again: if this one waits for the network, it is due.
  void networkIsBack(Clock::time_point now);

 private:
  static constexpr int kAll = std::numeric_limits<int>::max();

  void change(State state);
  void waitForProbe(Clock::time_point now);

  RetryPolicy policy_;
  Backoff backoff_;
  State state_ = State::All;
  Ticket epoch_ = 0;
  bool probing_ = false;
  bool offline_ = false;
  int failures_ = 0;  // in a row
  int most_ = kAll;
  Clock::time_point due_{};
  Clock::time_point wished_{};  // the receiver wants no call before this, whatever the state is
  Millis wish_{0};              // how long that was when the receiver said so
};

}  // namespace herald::core
