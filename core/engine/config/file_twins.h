// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/block.h"
#include "engine/config/config_files.h"
#include "engine/config/expansion.h"
#include "engine/config/relative_paths.h"

namespace herald::core {

/// Replaces each entry KEY.file by an entry KEY, whose text is the content of that file without a byte order mark and
/// the last line break. Expands ${…} in the path, but not in the content. Adds an error for each file that cannot be
/// read or is no text in UTF-8.
void readFileTwins(Entries& entries, const ConfigFiles& files, Expansion& expansion, RelativePaths& paths,
                   std::vector<ConfigProblem>& problems);

}  // namespace herald::core
