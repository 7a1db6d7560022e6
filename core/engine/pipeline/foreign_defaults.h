// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/block.h"
#include "engine/plugin_host/plugin_host.h"

namespace herald::core {

/// A source and a sink may have the same type, and `defaults.TYPE.OPTION` is for both. So this is `block` without the
/// defaults that are options only of another kind: `defaults.mqtt.topics` is not for the sink. `options` are all
/// options of the block; `ofItsType` are the plugins of its type. A default that no kind has stays, because it is an
/// error.
Block withoutForeignDefaults(const Block& block, const std::vector<Option>& options,
                             const std::vector<FoundPlugin>& ofItsType);

}  // namespace herald::core
