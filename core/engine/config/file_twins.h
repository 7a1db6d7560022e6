// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/config/block.h"
#include "engine/config/expansion.h"

namespace herald::core {

/// Replaces each entry KEY.file by an entry KEY, whose text is the content of that file without the last line break.
/// Expands ${…} in the path, but not in the content. Adds an error for each file that cannot be read.
void readFileTwins(Entries& entries, Expansion& expansion, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
