#include "engine/pipeline/locations.h"

namespace herald::core {

namespace fs = std::filesystem;

fs::path builtInPlugins() {
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib" / "herald" / "plugins";
}

std::vector<fs::path> pluginFolders(const Configuration& configuration) {
  std::vector<fs::path> folders{builtInPlugins()};
  folders.insert(folders.end(), configuration.pluginFolders.begin(), configuration.pluginFolders.end());
  return folders;
}

fs::path defaultConfigFile() { return "/etc/herald/herald.properties"; }

}  // namespace herald::core
