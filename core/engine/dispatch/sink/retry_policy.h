// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/outbox/ages/age_limits.h"
#include "herald/outcome.h"

namespace herald::core {

/// How Herald tries the deliveries of a sink. Every value is an option of the sink.
struct RetryPolicy {
  Millis first{1000};        ///< the wait after the first failure; it doubles after each further one; see FirstRetry
  Millis most{300000};       ///< the longest wait; half of each wait is random
  Millis holdProbe{300000};  ///< the time between two probes of a sink on hold; the first comes after a fifth of it
  int breakAfter = 5;        ///< failures in a row after which the whole sink waits
  AgeLimits ages{};
  Millis alertAfter{
      120000};  ///< how long a sink fails before Herald alerts the operator; it reports a hold immediately
  bool isFirstFixed = false;  ///< the user has set `first`: no failure is tried again sooner
};

}  // namespace herald::core
