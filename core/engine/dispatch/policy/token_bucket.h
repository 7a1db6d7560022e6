// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/dispatch/sink/rate.h"
#include "herald/mutex.h"

namespace herald::core {

/// Lets attempts begin no faster than a rate. Each attempt takes a token. After a pause `burst` tokens are there; they
/// come back evenly. So in any time T at most burst + T * count / per attempts begin.
///
/// Several sinks of one receiver may share it. Every thread may use it.
class TokenBucket {
 public:
  explicit TokenBucket(const Rate& rate);

  /// Tokens that were taken still count, and come back at the new rate. So the first token is there after at most one
  /// interval.
  void setRate(const Rate& rate, Clock::time_point now) HERALD_EXCLUDES(mutex_);

  /// When the next token is there; in the past if it is.
  Clock::time_point due() const HERALD_EXCLUDES(mutex_);

  bool take(Clock::time_point now) HERALD_EXCLUDES(mutex_);  ///< false, and takes nothing, if no token is there
  void giveBack() HERALD_EXCLUDES(mutex_);                   ///< the last token that was taken was not used

 private:
  Clock::time_point dueLocked() const HERALD_REQUIRES(mutex_);

  mutable Mutex mutex_{};
  Clock::duration interval_ HERALD_GUARDED_BY(mutex_){1};  // between two tokens
  Clock::duration slack_ HERALD_GUARDED_BY(mutex_){};      // how far the bucket may be ahead of its rate
  Clock::time_point full_ HERALD_GUARDED_BY(mutex_){};     // when all tokens are back (GCRA's theoretical arrival time)
};

}  // namespace herald::core
