// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/settings.h"

namespace herald::core {

/// The kinds that optionsOf() knows: "herald", "source", "sink", "transform", "route".
const std::vector<std::string>& optionKinds();

/// The options that Herald itself understands in blocks of this kind. For "herald" these are the options of the blocks
/// herald, outbox and admin, each with its whole key, such as `outbox.sync`. Throws std::logic_error for another kind.
std::vector<Option> optionsOf(const std::string& kind);

/// The same without those that a plugin of this kind declares itself: an option of the plugin replaces Herald's.
std::vector<Option> optionsBeside(const std::string& kind, const std::vector<Option>& ofThePlugin);

/// All options of a block: those of its plugin, then Herald's beside them.
std::vector<Option> allOptions(const std::string& kind, std::vector<Option> ofThePlugin);

}  // namespace herald::core
