// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/plugin_host/plugin_host.h"

namespace herald::core::ctl {

/// The options for the classes of a library that is tried: those of a block of a configuration, and above them single
/// values of the command line. A value.
class GivenOptions {
 public:
  using Values = std::map<std::string, std::string>;  ///< by option, or member of a map

  /// Takes the first block of each type from `configuration`, which may be empty: no file. Throws BadConfiguration if
  /// the file cannot be read.
  GivenOptions(const std::filesystem::path& configuration, Values single);

  /// The values for a class. A single value goes to each class of `all` that declares it; if none does, the check
  /// refuses it. The options of Herald itself, such as `events`, are left out. Throws BadConfiguration.
  Values valuesFor(const Library::Offer& offer, const std::vector<Library::Offer>& all) const;

 private:
  Block blockOf(const Library::Offer& offer) const;

  Configuration configuration_{};
  Values single_;
};

}  // namespace herald::core::ctl
