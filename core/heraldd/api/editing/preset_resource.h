// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "engine/config_edit/form_rules.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The presets for a sink or a source:
///
///   GET /api/v1/presets   {"presets": [{"name", "title", "help", "kind", "type", "fields": ["url"], "needs": {"url":
///                         "where to find it"}, "values": {"data": "…"}}]}: `fields` are the options that its user has
///                         to give, `values` those that the preset sets, as in a form. A preset that cannot be read is
///                         left out
class PresetResource final : public Resource {
 public:
  /// `folders` as presetFolders() gives them. `rules` know which options are lists.
  PresetResource(std::vector<std::filesystem::path> folders, FormRules rules)
      : folders_(std::move(folders)), rules_(std::move(rules)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer list() const;

  const std::vector<std::filesystem::path> folders_;
  const FormRules rules_;
};

}  // namespace herald::core
