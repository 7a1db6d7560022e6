// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "herald/testing/temporary_folder.h"

namespace herald::core {

/// A temporary folder with plugins from tests/bad_plugins. For one thread.
class BadPluginFolder : public testing::TemporaryFolder {
 public:
  /// Puts the plugin of a folder of tests/bad_plugins ("good", "wrong_sdk") here. Overwrites an existing file in
  /// place, as cp does.
  std::filesystem::path put(const std::string& kind, const std::string& name) const {
    return write(name, library(kind));
  }

  static std::string library(const std::string& kind) {
    const auto name = kind == "changed" ? "good" : kind;
    return testing::readFile(std::filesystem::path(BAD_PLUGINS) / kind / (name + ".so"));
  }
};

}  // namespace herald::core
