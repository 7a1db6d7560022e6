// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/config_edit/block_form.h"
#include "engine/config_edit/configuration_draft.h"
#include "engine/config_edit/form_rules.h"
#include "engine/config_edit/written_block.h"

namespace herald::core {

/// Makes drafts of changes to the blocks of a configuration. A draft touches only the files of the console: a block of
/// another file is copied to them, where it replaces the other one. It writes nothing. Each call reads the files again.
/// Every thread may call it.
///
/// All functions throw BadConfiguration if the main file cannot be read, and std::system_error if one of the console
/// cannot be read.
class ConfigurationEditor {
 public:
  /// `file` is the main file of the configuration.
  ConfigurationEditor(std::filesystem::path file, FormRules rules);

  /// The blocks of this kind, by name.
  std::vector<WrittenBlock> blocks(const std::string& kind) const;

  /// Nothing if there is no such block. A name with a dot is none: "slack.message" only begins options of "slack".
  std::optional<WrittenBlock> block(const std::string& kind, const std::string& name) const;

  /// The block as the form has it. A property that the form does not change stays as it is written. A secret goes to a
  /// new file in `secrets` in the data folder. Throws BadForm.
  ConfigurationDraft put(const BlockForm& form) const;

  /// The block copied to the files of the console, unchanged. Throws BadForm if it does not exist.
  ConfigurationDraft takeOver(const std::string& kind, const std::string& name) const;

  /// One option with another value, whichever file has the block. Throws BadForm if it does not exist.
  ConfigurationDraft set(const std::string& kind, const std::string& name, const std::string& option,
                         const std::string& text) const;

  /// The block removed from the files of the console. If another file has it too, it is switched off instead: a sink or
  /// a source by `enabled = false`. Throws BadForm if it does not exist, or if it cannot be switched off.
  ConfigurationDraft remove(const std::string& kind, const std::string& name) const;

  /// The draft that turns these changes back. Throws BadForm if one of the blocks is another one by now.
  ConfigurationDraft undo(const std::vector<BlockChange>& changes) const;

  const std::filesystem::path& file() const { return file_; }
  std::filesystem::path dataDir() const;  ///< as the files say
  const FormRules& rules() const { return rules_; }

 private:
  const std::filesystem::path file_;
  const FormRules rules_;
};

}  // namespace herald::core
