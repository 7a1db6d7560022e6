// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config_problem.h"

namespace herald::core {

/// One property as written in a file.
struct Property {
  std::string key{};
  std::string value{};
  Location at{};               ///< of its first line
  bool lostBackslash = false;  ///< the grammar removed a backslash: `\d` became `d`, `\n` a line break, unless
                               ///< the next line goes on there
  bool reported = false;       ///< a problem says already what is wrong with its characters
  std::size_t begin = 0;       ///< where it begins in the text, in bytes
  std::size_t end = 0;         ///< behind its last line end
};

/// The properties of a file in their order, and the errors in its lines.
struct PropertiesText {
  std::vector<Property> properties{};
  std::vector<ConfigProblem> problems{};
};

/// Reads the grammar of Poco::Util::PropertyFileConfiguration (Poco 1.11), and adds the line of each property. Reports
/// what Poco ignores: a line without `=` or `:`, an empty key, a NUL, bytes that are not UTF-8, escapes that only other
/// readers know (`\u00e9`), hidden characters and backslashes in a key. `file` is the name for the locations.
PropertiesText parseProperties(std::string_view text, const std::string& file);

}  // namespace herald::core
