// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "engine/config/configuration.h"

namespace herald::core {

/// Where Herald looks for files if nothing else is configured. A path that came with Herald is found from the running
/// program: `../lib/herald/plugins`, `../share/herald/presets`.

/// The file that the programs read without `--config`.
std::filesystem::path defaultConfigFile();

/// herald.dataDir by default: /var/lib/herald for root, otherwise `herald` in ~/.local/state.
std::filesystem::path defaultDataDir();

/// The folder of the plugins that came with Herald.
std::filesystem::path builtInPlugins();

/// Where Herald searches plugins, in this order: the built-in folder, then those of `herald.plugins`.
std::vector<std::filesystem::path> pluginFolders(const Configuration& configuration);

/// The folder of the skeletons for new plugins, which come with the SDK.
std::filesystem::path pluginSkeletons();

/// Where Herald searches presets, in this order: the folder `presets` beside the configuration file, then the built-in
/// folder.
std::vector<std::filesystem::path> presetFolders(const std::filesystem::path& configFile);

}  // namespace herald::core
