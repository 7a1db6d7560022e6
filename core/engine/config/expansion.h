#pragma once

#include <Poco/AutoPtr.h>
#include <Poco/Util/LayeredConfiguration.h>
#include <Poco/Util/MapConfiguration.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/config/configuration.h"

namespace herald::core {

/// Expands ${…} as Poco does: other properties, system.* with the environment (${system.env.HOME}), application.*.
class Expansion {
 public:
  /// `file` is the main file: its folder is ${application.configDir}.
  Expansion(const Entries& entries, const std::filesystem::path& file);
  Expansion(const Expansion&) = delete;
  Expansion& operator=(const Expansion&) = delete;

  /// The entry's text with everything expanded. Unknown variables and circles are problems, and nothing is returned,
  /// where the key is not Poco's own (application.*), who leaves them as they are.
  std::optional<std::string> expand(const Entry& entry, std::vector<ConfigProblem>& problems);

  /// Offers `text` to other properties as ${key}, without expanding what is in it.
  void setLiteral(const std::string& key, const std::string& text);

 private:
  std::set<std::string> unknown_;  ///< what was asked for and found nowhere
  Poco::AutoPtr<Poco::Util::MapConfiguration> values_;
  Poco::AutoPtr<Poco::Util::LayeredConfiguration> layers_;
};

}  // namespace herald::core
