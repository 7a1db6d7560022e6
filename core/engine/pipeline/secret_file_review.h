// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/configuration.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// A warning for each file that holds a secret and that every user of this machine can read: a `.file` twin, a file
/// with a key, and a configuration with a secret in it. A file with a key is known by the last word of its option:
/// `key`, `keystore` or `keytab`, also before `.location`, and `certificate` if its block has no `key`. For one thread.
std::vector<ConfigProblem> reviewSecretFiles(const Configuration& configuration, const Plan& plan);

}  // namespace herald::core
