// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "engine/config_edit/configuration_changes.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The last changes of the configuration that came by the API:
///
///   GET  /api/v1/saves             {"saves": [{"id", "time", "what", "undone"}]}, the newest first
///   POST /api/v1/saves/{id}/undo   what a save answers; 404 if it is none of them; 409 if it is undone or a block was
///                                  changed since. What waits for a hook that gets its old name back is moved there
class SaveResource final : public Resource {
 public:
  /// Moves what waits for a sink to its other name. Throws nothing.
  using MoveQueue = std::function<void(const std::string& from, const std::string& to)>;

  /// `changes` outlives it.
  SaveResource(ConfigurationChanges& changes, MoveQueue moveQueue)
      : changes_(changes), moveQueue_(std::move(moveQueue)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer list() const;
  ApiAnswer undo(const std::string& id);

  ConfigurationChanges& changes_;
  const MoveQueue moveQueue_;
};

}  // namespace herald::core
