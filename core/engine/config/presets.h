// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/config/block.h"

namespace herald::core {

/// One preset: the options that a sink needs for a service, or a source for a program, from a file NAME.properties.
struct Preset {
  std::string name{};
  std::filesystem::path file{};
  std::string kind = "sink";                   ///< `preset.for`: "sink" or "source"
  std::string title{};                         ///< `preset.title`: how the service calls itself; may be empty
  std::string about{};                         ///< `preset.about`: one sentence
  std::map<std::string, std::string> needs{};  ///< `preset.needs.OPTION`: what the user must set, and where to find it
  Entries options{};                           ///< by option
};

/// The presets in some folders. Each call reads the files again. For one thread at a time.
class Presets {
 public:
  /// The folders are searched in this order. Of two files with one name, the first counts. A folder may be missing.
  explicit Presets(std::vector<std::filesystem::path> folders) : folders_(std::move(folders)) {}

  std::vector<std::string> names() const;  ///< sorted, without duplicates

  /// Reads one preset, and adds the errors in it to `problems`. Throws std::out_of_range if there is no such preset;
  /// its text is a clause: "there is no preset `slak`, did you mean `slack`?".
  Preset read(const std::string& name, std::vector<ConfigProblem>& problems) const;

 private:
  std::filesystem::path fileOf(const std::string& name) const;
  std::vector<std::filesystem::path> folders_;
};

}  // namespace herald::core
