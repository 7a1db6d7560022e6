#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config_problem.h"

namespace herald::core {

/// One property as it stands in a file.
struct Property {
  std::string key{};
  std::string value{};
  Location at{};               ///< its first line
  bool lostBackslash = false;  ///< the grammar took a backslash away: `\d` became `d`, `\n` a line break
};

/// A file's properties in their order, and its lines that are none.
struct PropertiesText {
  std::vector<Property> properties{};
  std::vector<ConfigProblem> problems{};
};

/// Reads the grammar of Poco::Util::PropertyFileConfiguration (Poco 1.11), but knows the line of everything, and
/// reports what Poco passes over: a line without `=` or `:`, an empty key, a NUL. `file` is only for the locations.
PropertiesText parseProperties(std::string_view text, const std::string& file);

}  // namespace herald::core
