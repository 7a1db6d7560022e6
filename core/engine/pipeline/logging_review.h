// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/configuration.h"

namespace herald::core {

/// Tries the properties logging.*. Returns an error with its place for what Poco refuses and for a log file that is no
/// file, and a warning for each log file that this process cannot write. It opens no log file.
std::vector<ConfigProblem> reviewLogging(const Configuration& configuration);

}  // namespace herald::core
