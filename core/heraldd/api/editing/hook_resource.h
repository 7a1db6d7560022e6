// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "engine/config_edit/configuration_changes.h"
#include "heraldd/api/editing/hook_list.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The hooks: what they are, and how they change.
///
///   GET    /api/v1/hooks                        each sink, with its state and the file that has it
///   GET    /api/v1/hooks/{name}                 the same of one, with its values for a form and their revision
///   GET    /api/v1/hooks/{name}/preset          the hook as a file for the folder `presets`
///   POST   /api/v1/hooks/diff                   what a form would change in the file
///   PUT    /api/v1/hooks/{name}                 saves a form; with another `original`, the hook gets another name
///   POST   /api/v1/hooks/{name}/enable, disable
///   POST   /api/v1/hooks/{name}/take-over       copies the block of another file to that of the console
///   DELETE /api/v1/hooks/{name}                 a hook that another file has is switched off instead
///
/// Every change is checked, written and taken over before it is answered; see ConfigurationChanges.
class HookResource final : public Resource {
 public:
  struct Daemon {
    ConfigurationChanges& changes;
    const ConfigurationEditor& editor;
    std::function<std::map<std::string, std::string>()> states{};  ///< of the running sinks, in words
    /// Moves what waits for a sink to its new name. Throws nothing: the hook has that name already.
    std::function<void(const std::string& from, const std::string& to)> moveQueue{};
  };

  explicit HookResource(Daemon daemon) : daemon_(std::move(daemon)), list_(daemon_.editor) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  std::vector<Operation> readings();
  std::vector<Operation> changes();
  ApiAnswer list() const;
  ApiAnswer one(const std::string& name) const;
  ApiAnswer preset(const std::string& name) const;
  ApiAnswer diff(const ApiRequest& request) const;
  ApiAnswer save(const ApiRequest& request);
  ApiAnswer apply(const std::string& name, const std::string& what,
                  const std::function<ConfigurationDraft(const ConfigurationEditor&)>& make);
  WrittenBlock blockOf(const std::string& name) const;

  const Daemon daemon_;
  const HookList list_;
};

}  // namespace herald::core
