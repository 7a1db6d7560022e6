// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/plugin_host/plugin_host.h"
#include "herald/settings.h"

namespace herald::core {

/// All options of a block: those of the plugin in one of these libraries, and those of the core that the plugin does
/// not declare itself. Those of the core alone for an unknown type. `kind` is "source", "sink" or "transform".
std::vector<Option> blockOptions(const std::vector<Library>& libraries, const std::string& kind,
                                 const std::string& type);

}  // namespace herald::core
