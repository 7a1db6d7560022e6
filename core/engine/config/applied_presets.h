// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/config/block.h"
#include "engine/config/presets.h"

namespace herald::core {

/// The presets that sinks use, by the name of the sink.
using UsedPresets = std::map<std::string, Preset>;

/// Adds the options of a preset to each sink that names one (`sink.NAME.preset`, or `defaults.TYPE.preset` of its
/// type). An option that the sink sets itself stays. An option of the preset takes precedence over the defaults.
/// `${own.OPTION}` in a preset means the option of the sink.
UsedPresets applyPresets(Entries& entries, const Presets& presets, std::vector<ConfigProblem>& problems);

/// Adds an error for each option that a preset needs and its sink does not set.
void checkNeeds(Blocks& sinks, const UsedPresets& used, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
