// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/config/written_properties.h"
#include "engine/config_edit/save_book.h"

namespace herald::core {

/// Where the console keeps secrets, one file for each. A file never changes: another value has another file.
inline std::filesystem::path secretFolderIn(const std::filesystem::path& dataDir) { return dataDir / "secrets"; }

/// Removes the files of secrets that no property names, and no save needs for its undo. Only those of blocks: a file of
/// any other name stays. What names a file of this name in another folder keeps it too: it may be the same one.
void removeUnusedSecrets(const WrittenProperties& written, const std::vector<Save>& saves);

}  // namespace herald::core
