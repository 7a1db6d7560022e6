#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "herald/settings.h"

namespace herald::core {

/// The options that the core itself understands in a block of this kind ("source", "transform", "sink", "route",
/// "herald", "admin"), besides those of the plugin; for a sink see sinkOptions(). Where the plugin declares one of the
/// same name (`timeout`), it is the plugin's.
std::vector<Option> coreOptions(const std::string& kind);

/// The block's values held against the options. What is wrong is added to `problems`, and nothing is returned.
std::optional<Settings> checkBlock(const Block& block, const std::vector<Option>& options,
                                   std::vector<ConfigProblem>& problems);

/// Adds what a check or a plugin's configure() refused, with the place where it stands: for an option that is missing,
/// that of the block's `type`.
void addProblems(const Block& block, const BadSettings& bad, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
