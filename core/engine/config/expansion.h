// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/AutoPtr.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/block.h"

namespace herald::core {

/// Expands ${…} as Poco 1.12 and later do, with every Poco: other properties, also with a default (${NAME:-TEXT}),
/// system.* with the environment (${system.env.HOME}), application.*. What they make is bounded, since each level of
/// them can multiply a text. For one thread.
class Expansion {
 public:
  /// `file` is the main file: its folder is ${application.configDir}.
  Expansion(const Entries& entries, const std::filesystem::path& file);
  ~Expansion();
  Expansion(const Expansion&) = delete;
  Expansion& operator=(const Expansion&) = delete;

  /// The text of the entry with every ${…} expanded. If a variable is unknown or circular, or if they make too much
  /// text, adds a problem and returns nothing. Only keys of Poco itself (application.*) keep such variables, as Poco
  /// does.
  std::optional<std::string> expand(const Entry& entry, std::vector<ConfigProblem>& problems);

  /// Sets the value of ${key} for other properties. A ${…} in `text` stays as it is.
  void setLiteral(const std::string& key, const std::string& text);

 private:
  class Source;
  Poco::AutoPtr<Source> source_;
};

}  // namespace herald::core
