#pragma once

#include <filesystem>
#include <vector>

#include "engine/config/configuration.h"

namespace herald::core {

/// The folder of the plugins that came with Herald: `../lib/herald/plugins` as seen from the running program.
std::filesystem::path builtInPlugins();

/// Where plugins are looked for, in this order: the built-in folder, then those of `herald.plugins`.
std::vector<std::filesystem::path> pluginFolders(const Configuration& configuration);

/// What the programs read without `--config`.
std::filesystem::path defaultConfigFile();

}  // namespace herald::core
