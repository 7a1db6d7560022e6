// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "engine/config/block.h"
#include "engine/config/config_files.h"
#include "engine/config/properties.h"

namespace herald::core {

/// The properties of `file` and of the folder conf.d beside it, as written, each key once. The files `except`, as
/// absolute paths, do not count. Throws BadConfiguration if `file` cannot be read. Adds every other error to
/// `problems`.
Entries readPropertyFiles(const std::filesystem::path& file, const ConfigFiles& files,
                          const std::vector<std::filesystem::path>& except, std::vector<ConfigProblem>& problems);

/// Adds the properties of one file to `entries`. A key that is there already is an error.
void addPropertyFile(const std::filesystem::path& path, const ConfigFiles& files, Entries& entries,
                     std::vector<ConfigProblem>& problems);

/// The property as an entry.
Entry entryOf(const Property& property);

}  // namespace herald::core
