// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "engine/config/block.h"
#include "engine/config/properties.h"

namespace herald::core {

/// The properties of `file` and of the folder conf.d beside it, as written, each key once. Throws BadConfiguration if
/// `file` cannot be read. Adds every other error to `problems`.
Entries readPropertyFiles(const std::filesystem::path& file, std::vector<ConfigProblem>& problems);

/// The property as an entry.
Entry entryOf(const Property& property);

}  // namespace herald::core
