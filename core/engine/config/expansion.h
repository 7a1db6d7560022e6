// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/AutoPtr.h>
#include <Poco/Util/LayeredConfiguration.h>
#include <Poco/Util/MapConfiguration.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/config/block.h"

namespace herald::core {

/// Expands ${…} as Poco does: other properties, system.* with the environment (${system.env.HOME}), application.*.
/// For one thread.
class Expansion {
 public:
  /// `file` is the main file: its folder is ${application.configDir}.
  Expansion(const Entries& entries, const std::filesystem::path& file);
  Expansion(const Expansion&) = delete;
  Expansion& operator=(const Expansion&) = delete;

  /// The text of the entry with every ${…} expanded. If a variable is unknown or circular, adds a problem and returns
  /// nothing. Only keys of Poco itself (application.*) keep such variables, as Poco does.
  std::optional<std::string> expand(const Entry& entry, std::vector<ConfigProblem>& problems);

  /// Sets the value of ${key} for other properties. A ${…} in `text` stays as it is.
  void setLiteral(const std::string& key, const std::string& text);

 private:
  std::set<std::string> unknown_;  ///< the variables that expand() did not find
  Poco::AutoPtr<Poco::Util::MapConfiguration> values_;
  Poco::AutoPtr<Poco::Util::LayeredConfiguration> layers_;
};

}  // namespace herald::core
