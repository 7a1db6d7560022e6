// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "engine/config/block.h"

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

  const std::filesystem::path& folder() const { return folder_; }  ///< that of the main file, absolute

 private:
  void warn(const Location& at, const std::string& key, const std::string& text);

  const std::filesystem::path folder_;
  std::vector<ConfigProblem>& problems_;
  std::set<std::string> warned_{};  // files
};

/// The path that an entry of the type Path means. A relative one begins at `folder`, that of the main file. Before, it
/// began at the folder where Herald was started. So Herald still takes that one if only that one exists, and warns.
std::string pathOf(const Entry& entry, const std::string& folder, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
