// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/written_properties.h"
#include "engine/config_edit/configuration_draft.h"

namespace herald::core {

/// The console's files while a change of one block is made in memory. For one thread.
class ConsoleDocuments {
 public:
  /// Reads them. Throws std::system_error if one cannot be read.
  explicit ConsoleDocuments(const WrittenProperties& written);

  /// Makes the block with this prefix consist of these properties, in its file; of none: it is removed. `before` is the
  /// prefix that it has now, if it gets another name. A property whose text stays is not touched.
  void set(const std::string& before, const std::string& prefix,
           const std::vector<PropertiesDocument::Written>& properties);

  /// Gives the block the properties that it had before this change. Throws BadForm if they are no longer those of the
  /// change.
  void restore(const BlockChange& change);

  /// The property as it stands in a file of the console; empty if none has it.
  std::string textOf(const std::string& key) const;

  /// What has changed.
  ConfigurationDraft draft() const;

 private:
  struct File {
    std::string text{};
    PropertiesDocument document{""};
  };

  File& fileOf(std::string_view prefix);
  void replace(File& file, const std::string& before, const std::string& prefix,
               const std::vector<PropertiesDocument::Written>& properties);

  std::map<std::filesystem::path, File> files_{};
  std::filesystem::path own_;
  std::vector<std::string> prefixes_{};
};

}  // namespace herald::core
