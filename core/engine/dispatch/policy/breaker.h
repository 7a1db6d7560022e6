#pragma once

#include <cstdint>
#include <limits>

#include "base/clock/backoff.h"
#include "engine/dispatch/policy/retry_policy.h"
#include "herald/outcome.h"

namespace herald::core {

/// Decides when a sink as a whole may be called, from how its calls went. Closed, it lets through one probe at a time;
/// opened again, two calls at once, then twice as many after each that succeeds. Calls that began before the breaker
/// closed or opened say nothing about it any more; so of several calls that fail together only the first one counts.
/// For one thread at a time.
class Breaker {
 public:
  using Ticket = std::uint64_t;  ///< when a call began, in terms of what the breaker had seen
  enum class State : std::uint8_t { Open, Waiting, Holding, Gone };

  explicit Breaker(const RetryPolicy& policy);

  /// New values for what comes; how it stands stays.
  void setPolicy(const RetryPolicy& policy);

  State state() const { return state_; }
  bool mayCall(Clock::time_point now) const { return now >= due(); }

  /// How many calls may be under way at once.
  int most() const { return most_; }

  /// When a call may begin: in the past if at once, max() if not before something else happens.
  Clock::time_point due() const;

  bool failing() const { return failures_ > 0; }  ///< the last call failed
  bool offline() const;                           ///< the sink waits since there was no answer at all

  Ticket begin();  ///< a call begins; only where mayCall()

  /// A call ended well, or at least with an answer to its event. True if the breaker opened by it: the sink's lines are
  /// due.
  bool succeeded(Ticket ticket);

  /// A call failed for now. True if it concerns the whole sink rather than this event: then the line need not wait
  /// itself. With a `fault` of the event's own, that there was no answer says no more of the sink than another failure.
  bool failed(Ticket ticket, const Outcome& outcome, Clock::time_point now, bool fault = false);

  /// The receiver refuses the credentials or the address.
  void refused(Ticket ticket, Clock::time_point now);

  /// The receiver wants nothing more.
  void gone();

  /// A call did not return: the sink waits as after a failure.
  void hangs(Clock::time_point now);

  /// There is a new instance: a sink that was on hold or gone is probed at once.
  void renew();

  /// The operator wants a probe at once, however it stands.
  void retryNow();

  /// It was on hold when the last process ended, until `due`.
  void restoreHold(Clock::time_point due);

  /// Another sink got an answer again: if this one waits for the network, it is due.
  void networkIsBack(Clock::time_point now);

 private:
  static constexpr int kAll = std::numeric_limits<int>::max();

  void change(State state);
  void close(Clock::time_point now);

  RetryPolicy policy_;
  Backoff backoff_;
  State state_ = State::Open;
  Ticket epoch_ = 0;
  bool probing_ = false;
  bool offline_ = false;
  int failures_ = 0;  // in a row
  int most_ = kAll;
  Clock::time_point due_{};
  Clock::time_point wished_{};  // the receiver wants no call before this, however it stands
};

}  // namespace herald::core
