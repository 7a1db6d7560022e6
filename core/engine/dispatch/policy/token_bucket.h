#pragma once

#include <mutex>

#include "engine/dispatch/policy/rate.h"

namespace herald::core {

/// Lets attempts begin no faster than a rate: each takes a token, `burst` of them are there after a pause, and they
/// come back evenly. So in any time T at most burst + T * count / per attempts begin. May be shared by several sinks of
/// one receiver; every thread may use it.
class TokenBucket {
 public:
  explicit TokenBucket(const Rate& rate);

  /// What was taken already counts on, and comes back at the new rate: so the first is there after its interval at
  /// most.
  void setRate(const Rate& rate, Clock::time_point now);

  /// When the next token is there; in the past if it is.
  Clock::time_point due() const;

  bool take(Clock::time_point now);  ///< false, and nothing taken, if there is none
  void giveBack();                   ///< the token that was taken last has not been used

 private:
  Clock::time_point dueLocked() const;

  mutable std::mutex mutex_{};
  Clock::duration interval_{1};  // between two tokens
  Clock::duration slack_{};      // how far the bucket may be ahead of its rate
  Clock::time_point full_{};     // when all tokens are back (GCRA's theoretical arrival time)
};

}  // namespace herald::core
