#pragma once

#include "herald/event.h"
#include "herald/outcome.h"

namespace herald::core {

/// How long after its publication a delivery is worth an attempt, by the category of its event; every value is an
/// option of the sink, and 0 means for ever.
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

}  // namespace herald::core
