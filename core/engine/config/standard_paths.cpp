// SPDX-License-Identifier: Apache-2.0
#include "engine/config/standard_paths.h"

#include <Poco/Path.h>
#include <unistd.h>

#include <cstdlib>

namespace herald::core {

namespace fs = std::filesystem;

namespace {

/// The folder above the folder of the program.
fs::path installation() { return fs::read_symlink("/proc/self/exe").parent_path().parent_path(); }

}  // namespace

fs::path defaultConfigFile() { return "/etc/herald/herald.properties"; }

fs::path defaultDataDir() {
  if (::geteuid() == 0) return "/var/lib/herald";
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state && fs::path(state).is_absolute()) return fs::path(state) / "herald";
  return fs::path(Poco::Path::home()) / ".local" / "state" / "herald";
}

fs::path builtInPlugins() { return installation() / "lib" / "herald" / "plugins"; }

fs::path pluginSkeletons() { return installation() / "share" / "herald" / "skeleton"; }

std::vector<fs::path> pluginFolders(const Configuration& configuration) {
  std::vector<fs::path> folders{builtInPlugins()};
  folders.insert(folders.end(), configuration.pluginFolders.begin(), configuration.pluginFolders.end());
  return folders;
}

std::vector<fs::path> presetFolders(const fs::path& configFile) {
  return {fs::absolute(configFile).parent_path() / "presets", installation() / "share" / "herald" / "presets"};
}

}  // namespace herald::core
