// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "engine/config/block.h"

namespace herald::core {

/// The properties of `file` and of the folder conf.d beside it, as written, each key once. Throws BadConfiguration if
/// `file` cannot be read. Adds every other error to `problems`.
Entries readPropertyFiles(const std::filesystem::path& file, std::vector<ConfigProblem>& problems);

/// The absolute path of `text`. A relative one begins at the folder of the file of `at`.
std::filesystem::path pathFrom(const Location& at, const std::string& text);

}  // namespace herald::core
