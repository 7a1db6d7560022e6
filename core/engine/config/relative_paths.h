// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "engine/config/config_problem.h"

namespace herald::core {

/// Finds the file that a path in the configuration means. A relative path begins at the folder of the main file, in
/// every file. Before, it began at the folder of the file that names it. So Herald still takes that one if only that
/// one exists, and warns once per file. For one thread.
class RelativePaths {
 public:
  /// `folder` is that of the main file. Warnings go to `problems`, which outlives this object.
  RelativePaths(const std::filesystem::path& folder, std::vector<ConfigProblem>& problems);

  /// The absolute path of `text`, which stands at this place, under this key.
  std::filesystem::path resolve(const Location& at, const std::string& key, const std::string& text);

 private:
  void warn(const Location& at, const std::string& key, const std::string& text);

  const std::filesystem::path folder_;
  std::vector<ConfigProblem>& problems_;
  std::set<std::string> warned_{};  // files
};

}  // namespace herald::core
