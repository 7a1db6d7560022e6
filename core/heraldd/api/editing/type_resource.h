// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/plugin_host/plugin_host.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// An option as a form needs it: {"name", "type", "default", "range", "required", "secret", "help", "choices",
/// "common"}. `type` and `range` are the SDK's words. The default of a secret is never there.
std::string optionJson(const Option& option);

/// The schema FormOption of optionJson().
extern const char* const kFormOptionSchema;

/// What one can configure, from which the console makes its forms:
///
///   GET /api/v1/types?kind=sink   {"types": [{"kind", "type", "summary", "library", "options": […]}]}: all options of
///                                 a block, those of the plugin first. Without `kind`, all kinds
class TypeResource final : public Resource {
 public:
  explicit TypeResource(std::function<std::vector<Library>()> libraries) : libraries_(std::move(libraries)) {}

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer list(const std::string& kind) const;

  const std::function<std::vector<Library>()> libraries_;
};

}  // namespace herald::core
