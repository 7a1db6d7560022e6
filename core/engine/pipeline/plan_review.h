// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/configuration.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// Warnings about a configuration that is right, but can never do what it says: an event that no source knows, a `from`
/// that nobody has, a variable that nobody sets, a message or an option for an event that its sink does not get, an
/// option for a device that there is not, a transform that no route uses, no source, no sink, a default that gives up
/// what a log would keep, and the advice of the plugins. Where a plugin does not say what it adds, it is silent. For
/// one thread.
std::vector<ConfigProblem> reviewPlan(const Configuration& configuration, const Plan& plan);

}  // namespace herald::core
