#pragma once

#include <vector>

#include "engine/config/configuration.h"
#include "engine/config/expansion.h"

namespace herald::core {

/// Replaces each entry KEY.file by an entry KEY with the content of the file that it names, without its last line
/// break. The path is expanded, the content is not.
void readFileTwins(Entries& entries, Expansion& expansion, std::vector<ConfigProblem>& problems);

}  // namespace herald::core
