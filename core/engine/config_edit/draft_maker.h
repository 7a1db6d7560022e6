// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/config_edit/block_form.h"
#include "engine/config_edit/console_documents.h"
#include "engine/config_edit/written_block.h"

namespace herald::core {

/// Turns one form into properties of a block. For one thread, for one form.
class DraftMaker {
 public:
  /// `rules` outlives it. `before` is the block in the configuration; without parts for a new one. `type` is that of
  /// the form.
  DraftMaker(const std::filesystem::path& file, const WrittenProperties& written, const FormRules& rules,
             WrittenBlock before, const BlockForm& form, const std::string& type);

  /// Throws BadForm.
  ConfigurationDraft make();

 private:
  void switchOff(const std::string& prefix);
  void checkName();
  void checkValues();
  void keep(const WrittenPart& part);
  void write(const std::string& option, const std::string& text);
  void writeSecret(const std::string& option, const std::string& text);
  std::filesystem::path freeSecretFile(const std::string& option) const;
  void fault(const std::string& key, const std::string& why) { faults_.push_back({.key = key, .detail = why}); }

  const std::filesystem::path& file_;
  const WrittenProperties& written_;
  const WrittenBlock before_;
  const BlockForm& form_;
  const std::vector<Option> options_;
  ConsoleDocuments documents_;
  FormValues open_{};  ///< those that no written property has already
  std::vector<PropertiesDocument::Written> properties_{};
  FileTexts secrets_{};
  std::vector<FormFault> faults_{};
};

}  // namespace herald::core
