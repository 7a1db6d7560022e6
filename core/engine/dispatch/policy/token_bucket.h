// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/dispatch/policy/turns.h"
#include "engine/dispatch/sink/rate.h"
#include "herald/mutex.h"
#include "herald/outcome.h"

namespace herald::core {

/// Lets attempts begin no faster than a rate. Each attempt takes a token. After a pause `burst` tokens are there; they
/// come back evenly. So in any time T at most burst + T * count / per attempts begin.
///
/// Several sinks of one receiver may share it. The next token is for the sink with the most urgent delivery; see Turns.
/// If that sink does not take it within a second, any other may. Every thread may use it.
class TokenBucket {
 public:
  /// A sink that takes tokens. Only the bucket looks into it, under its own lock.
  struct Waiter {
    std::optional<TurnPlace> place{};  ///< empty: it wants no token
  };

  explicit TokenBucket(const Rate& rate);

  /// Tokens that were taken still count, and come back at the new rate. So the first token is there after at most one
  /// interval.
  void setRate(const Rate& rate, Clock::time_point now) HERALD_EXCLUDES(mutex_);

  /// When the waiter may take a token; in the past if now.
  Clock::time_point due(const Waiter& waiter) const HERALD_EXCLUDES(mutex_);

  /// False if no token is there for this waiter. Then it waits for one, until it takes one or leaves.
  bool take(Waiter& waiter, Urgency urgency, Clock::time_point now) HERALD_EXCLUDES(mutex_);

  void giveBack() HERALD_EXCLUDES(mutex_);             ///< the last token that was taken was not used
  void leave(Waiter& waiter) HERALD_EXCLUDES(mutex_);  ///< it wants no token any longer

 private:
  void wait(Waiter& waiter, Urgency urgency) HERALD_REQUIRES(mutex_);
  Clock::time_point dueLocked() const HERALD_REQUIRES(mutex_);
  Clock::time_point dueFor(const Waiter& waiter) const HERALD_REQUIRES(mutex_);

  mutable Mutex mutex_{};
  Clock::duration interval_ HERALD_GUARDED_BY(mutex_){1};  // between two tokens
  Clock::duration slack_ HERALD_GUARDED_BY(mutex_){};      // how far the bucket may be ahead of its rate
  Clock::time_point full_ HERALD_GUARDED_BY(mutex_){};     // when all tokens are back (GCRA's theoretical arrival time)
  Turns<Waiter> waiters_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
