#pragma once

#include "engine/dispatch/policy/age_limits.h"
#include "herald/outcome.h"

namespace herald::core {

/// How a sink's deliveries are tried; every value is an option of the sink.
struct RetryPolicy {
  Millis first{1000};        ///< the wait after the first failure, doubled after each further one
  Millis most{300000};       ///< its bound; half of each wait is random
  Millis holdProbe{300000};  ///< the time between two probes of a sink on hold; the first comes after a fifth of it
  int breakAfter = 5;        ///< failures in a row after which the whole sink waits
  AgeLimits ages{};
  Millis alertAfter{120000};  ///< how long a sink has to fail until the operator is told; a hold is told at once
};

}  // namespace herald::core
