// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace herald::testing {

/// Builds plugin projects against the installed SDK of this build, as the author of a plugin does.
class PluginBuild {
 public:
  /// Installs the SDK into `prefix`. Throws std::runtime_error with the output of the command that failed, as every
  /// function does.
  explicit PluginBuild(std::filesystem::path prefix);

  /// Builds the project in `source`, in the folder `build`. Returns `build`.
  std::filesystem::path build(const std::filesystem::path& source, const std::filesystem::path& build) const;

  /// Runs a command. Returns what it printed.
  static std::string run(const std::vector<std::string>& command);

 private:
  std::filesystem::path prefix_;
};

}  // namespace herald::testing
