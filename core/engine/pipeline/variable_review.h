// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/block.h"
#include "engine/pipeline/plan.h"
#include "engine/pipeline/plan_vocabulary.h"

namespace herald::core {

/// Adds a warning for each variable in the templates of a sink that nothing sets. Adds none if that cannot be known.
void reviewVariables(const Block& block, const PlannedSink& sink, const Reachable& reachable,
                     std::vector<ConfigProblem>& warnings);

}  // namespace herald::core
