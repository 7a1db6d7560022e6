#pragma once

#include <filesystem>
#include <iosfwd>
#include <vector>

#include "heraldctl/import/import_plan.h"

namespace herald::core::ctl {

/// Says in plain words what an import did, and what is left to do.
void reportImport(const import::ImportPlan& plan, const std::vector<import::ImportSource>& sources,
                  const std::filesystem::path& folder, std::ostream& out);

/// The same for a template that became a preset.
void reportPreset(const import::ImportPlan& plan, std::ostream& out);

}  // namespace herald::core::ctl
