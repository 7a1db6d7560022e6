// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace herald::testing {

/// Builds plugin projects against the installed SDK of this build, as the author of a plugin does.
class PluginBuild {
 public:
  /// Installs the SDK below `folder`, and builds each project there. Throws std::runtime_error with the output of the
  /// command that failed, as every function does.
  explicit PluginBuild(std::filesystem::path folder);

  /// Builds the project in `source`. Returns the folder of the build.
  std::filesystem::path build(const std::filesystem::path& source) const;

  /// Runs a command. Returns what it printed.
  static std::string run(const std::vector<std::string>& command);

 private:
  std::filesystem::path folder_;
};

}  // namespace herald::testing
