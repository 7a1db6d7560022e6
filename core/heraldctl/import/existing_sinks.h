#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/config/config_problem.h"

namespace herald::core::import {

/// A sink that stands in a configuration already, as far as an import needs to know it.
struct ExistingSink {
  std::string name{};
  std::map<std::string, std::string> options{};  ///< `.file` twins read
  Location from{};                               ///< of the option `from`, if it is there
  Location device{};                             ///< of `deviceIdentifier`
};

/// The sinks of the configuration in a folder: herald.properties and conf.d. What cannot be read is not there.
std::vector<ExistingSink> existingSinks(const std::filesystem::path& folder);

/// Lines of a file by their number, each with its new text; an empty one goes.
using LineEdits = std::map<int, std::string>;

/// The text with these lines changed, and all others as they were.
std::string withEdits(const std::string& text, const LineEdits& edits);

}  // namespace herald::core::import
