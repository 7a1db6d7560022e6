// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/event.h"
#include "herald/outcome.h"

namespace herald::core {

/// How long after its publication a delivery is worth an attempt, by the category of its event. Every value is an
/// option of the sink; 0 means forever.
struct AgeLimits {
  Millis lifecycle{0};
  Millis error{0};
  Millis progress{0};
  Millis other{0};

  Millis of(Category category) const {
    switch (category) {
      case Category::Lifecycle: return lifecycle;
      case Category::Error: return error;
      case Category::Progress: return progress;
      case Category::Other: break;
    }
    return other;
  }
};

/// The limits of a sink whose configuration names none.
inline constexpr AgeLimits kUsualAges{.lifecycle = std::chrono::hours(24),
                                      .error = std::chrono::hours(24),
                                      .progress = std::chrono::minutes(10),
                                      .other = std::chrono::hours(1)};

}  // namespace herald::core
