// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/config/block.h"
#include "engine/config/presets.h"

namespace herald::core {

/// The presets that sinks and sources use, by what their keys begin with: "sink.phone.".
using UsedPresets = std::map<std::string, Preset>;

/// Adds the options of a preset to each sink and source that names one (`sink.NAME.preset`, or `defaults.TYPE.preset`
/// of its type). An option that the block sets itself stays. An option of the preset takes precedence over the
/// defaults.
/// `${own.OPTION}` in a preset means the option of the block. A preset of the other kind is an error, unless it comes
/// from the defaults, which may be for both.
UsedPresets applyPresets(Entries& entries, const Presets& presets, std::vector<ConfigProblem>& problems);

/// Adds an error for each option that a preset needs and its block does not set.
void checkNeeds(Blocks& blocks, const UsedPresets& used, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
