// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/config/written_properties.h"
#include "engine/config_edit/block_form.h"
#include "engine/config_edit/form_rules.h"

namespace herald::core {

/// One property of a block, and what a form shows of it.
struct WrittenPart {
  std::string option{};  ///< as written: "url", "url.file", "headers"
  Entry entry{};
  FormValues values{};  ///< one value; of a whole map, one for each member
};

/// A block of the configuration as it is written, for a form.
struct WrittenBlock {
  std::string kind{}, name{};
  std::string type{};        ///< of the plugin, also if only the preset says it; empty if it is unknown
  std::string preset{};      ///< empty if it has none
  Location at{};             ///< of its first property
  bool isOfConsole = false;  ///< a file of the console has it, all of it or in the place of another file's
  bool isBelow = false;      ///< another file has a block of this name, too
  std::vector<WrittenPart> parts{};

  FormValues values() const;
  std::string revision() const;  ///< another one for each other text
};

/// Finds the blocks in the text of a configuration. For one thread; its arguments outlive it.
class WrittenBlocks {
 public:
  /// `file` is the main file.
  WrittenBlocks(const WrittenProperties& written, const std::filesystem::path& file, const FormRules& rules);

  std::vector<std::string> names(const std::string& kind) const;

  /// Its `parts` are empty if there is no such block.
  WrittenBlock find(const std::string& kind, const std::string& name) const;

  /// The type that a block with these values has, by itself or by its preset.
  std::string typeOf(const FormValues& values) const;

 private:
  WrittenPart partOf(const std::string& option, const Entry& entry, const std::vector<Option>& options) const;

  const WrittenProperties& written_;
  const std::filesystem::path& file_;
  const FormRules& rules_;
};

}  // namespace herald::core
