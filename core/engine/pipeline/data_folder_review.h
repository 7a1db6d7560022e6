// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <vector>

#include "engine/config/configuration.h"

namespace herald::core {

/// An error, with its place, if a daemon of this user would refuse the data folder, because somebody else could change
/// what is in it (trusted_place.h).
std::vector<ConfigProblem> reviewDataFolder(const Configuration& configuration, uid_t user);

}  // namespace herald::core
