// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "engine/plugin_host/plugin_host.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// The plugin files:
///
///   GET /api/v1/plugins   {"libraries": [{"file", "hash", "version", "builtFor", "loaded", "warning", "reason",
///   "offers":
///                         [{"kind", "type"}], "refused": ["sentence"]}]}: `reason` says why the file was refused,
///                         `refused` why some of its classes were
class PluginResource final : public Resource {
 public:
  explicit PluginResource(std::function<std::vector<Library>()> libraries) : libraries_(std::move(libraries)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  std::function<std::vector<Library>()> libraries_;
};

}  // namespace herald::core
