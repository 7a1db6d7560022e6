// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <vector>

#include "heraldctl/import/import_plan.h"

namespace herald::core::import {

/// Prints what an import did, and what is left to do. `folder` is the folder of the configuration.
void reportImport(const ImportPlan& plan, const std::vector<ImportSource>& sources, const std::filesystem::path& folder,
                  std::ostream& out);

/// Prints the same for a template that became a preset.
void reportPreset(const ImportPlan& plan, std::ostream& out);

}  // namespace herald::core::import
