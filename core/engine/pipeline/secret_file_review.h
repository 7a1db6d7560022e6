// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/configuration.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// A warning for each file that holds a secret and that every user of this machine can read: a `.file` twin, the key of
/// a certificate, and a configuration with a secret in it. For one thread.
std::vector<ConfigProblem> reviewSecretFiles(const Configuration& configuration, const Plan& plan);

}  // namespace herald::core
