// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/find_octoprints.h"

#include <algorithm>
#include <system_error>

namespace herald::core::import {

namespace fs = std::filesystem;

std::vector<fs::path> findOctoPrints(const fs::path& root, const fs::path& home) {
  std::vector<fs::path> folders{home / ".octoprint", root / "root" / ".octoprint", root / "octoprint" / "octoprint",
                                root / "octoprint", root / "var" / "lib" / "octoprint"};
  std::error_code error;
  for (fs::directory_iterator it(root / "home", error), end; !error && it != end; it.increment(error)) {
    folders.push_back(it->path() / ".octoprint");
  }
  std::vector<fs::path> found;
  for (const auto& folder : folders) {
    const fs::path file = (folder / "config.yaml").lexically_normal();
    if (fs::is_regular_file(file, error) && std::find(found.begin(), found.end(), file) == found.end())
      found.push_back(file);
  }
  return found;
}

}  // namespace herald::core::import
