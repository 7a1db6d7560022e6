// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "herald/settings.h"

namespace herald::core {

/// Checks the values of the block against the options. Adds each error to `problems`; then it returns nothing.
std::optional<Settings> checkBlock(const Block& block, const std::vector<Option>& options,
                                   std::vector<ConfigProblem>& problems);

/// Adds the errors of a check or of a plugin's configure(), each with its place in the file. A missing option has the
/// place of the block's `type`.
void addProblems(const Block& block, const BadSettings& bad, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
