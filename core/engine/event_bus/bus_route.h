// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/event_bus/transform_step.h"
#include "engine/routes/route.h"

namespace herald::core {

/// A route with the transforms that its events pass, in their order. Each transform is an instance of this route alone.
struct BusRoute : Route {
  std::vector<TransformStep> steps{};
};

}  // namespace herald::core
