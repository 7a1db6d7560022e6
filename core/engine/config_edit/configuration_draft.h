// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/config_files.h"
#include "engine/config_edit/properties_document.h"

namespace herald::core {

/// What a change does to one block in one file of the console.
struct BlockChange {
  std::filesystem::path file{};
  std::string prefix{};  ///< "sink.slack."
  std::vector<PropertiesDocument::Written> before{}, after{};
};

/// A block that gets another name: "sink.slack." and "sink.team.".
struct BlockRename {
  std::string from{}, to{};
  bool operator==(const BlockRename&) const = default;
};

/// A change of the configuration that nobody has written yet. A value. To look at the configuration as it would be:
/// readConfiguration(file, ConfigFiles(draft.files)).
struct ConfigurationDraft {
  FileTexts files{};                  ///< the console's files with their new texts, and new files with secrets
  std::vector<BlockChange> blocks{};  ///< the same, block by block, so that it can be undone
  std::optional<BlockRename> rename{};
};

}  // namespace herald::core
