// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/logging/secret_mask.h"
#include "engine/config/configuration.h"
#include "engine/pipeline/http_factory.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// What the plan of a configuration that nobody has saved is made with.
struct DraftTools {
  HttpFactory http{};
  std::shared_ptr<SecretMask> mask{};  ///< gets the secrets that new instances hide
  bool isQuiet = false;                ///< new instances log nothing
};

/// Makes such a plan; see Planner::draft. It takes over the instances of `before` whose options are the same. Throws
/// BadConfiguration.
using MakeDraft = std::function<Plan(const Configuration&, const DraftTools&, const Plan& before)>;

/// The part of a configuration that one sink needs: its block, the routes that lead to it, without their other sinks,
/// and the transforms of these routes. Without sources, defaults and problems.
Configuration onlySink(const Configuration& configuration, const std::string& sink);

/// The plan without this sink and its own route. So nothing that tries the sink meets its running instances.
Plan withoutSink(Plan plan, const std::string& sink);

}  // namespace herald::core
