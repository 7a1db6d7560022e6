// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/config/config_problem.h"

namespace herald::core::import {

/// The largest file that an import reads, in bytes: Herald's own limit for a configuration file.
inline constexpr std::size_t kLargestConfiguration = std::size_t{4} << 20;

/// A sink of the configuration that an import adds to, with what the import needs of it.
struct ExistingSink {
  std::string name{};
  std::map<std::string, std::string> options{};  ///< `.file` twins read
  Location from{};                               ///< where the option `from` stands; line 0 if it is missing
  Location device{};                             ///< the same for `deviceIdentifier`
};

/// Reads the sinks of the configuration in a folder: of its .properties files, those in conf.d, and those of the
/// console. Skips what it cannot read.
std::vector<ExistingSink> existingSinks(const std::filesystem::path& folder);

/// The sources of the configuration in a folder, each with its option `name`; empty if it has none. Skips what it
/// cannot read.
std::map<std::string, std::string> existingSources(const std::filesystem::path& folder);

/// New texts for lines of a file, by their number from 1. An empty text removes the line.
using LineEdits = std::map<int, std::string>;

/// Changes these lines of the text, and no others.
std::string withEdits(const std::string& text, const LineEdits& edits);

}  // namespace herald::core::import
