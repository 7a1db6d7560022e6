// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/block.h"
#include "herald/settings.h"

namespace herald::core {

/// The block with each entry under the name that its option has today. Entry::key stays as written, so an error names
/// what the user wrote. A size whose former name ended in a unit (`diskMiB = 64`) gets that unit. Adds a warning for
/// each former name. If an option is set under two names, the block's own entry
/// wins over its preset's, and both win over a default; two of equal rank are an error.
Block withCurrentNames(const Block& block, const std::vector<Option>& options, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
