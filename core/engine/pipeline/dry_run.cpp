// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/dry_run.h"

#include <utility>

#include "engine/config/standard_paths.h"

namespace herald::core {

DryRun::DryRun(std::shared_ptr<HttpRecorder> recorder) : DryRun(recording(std::move(recorder))) {}

DryRun::DryRun(HttpFactory http, std::shared_ptr<SecretMask> mask) : http_(std::move(http)), mask_(std::move(mask)) {}

PluginHost& DryRun::load(const std::vector<std::filesystem::path>& folders) {
  plugins_.scan(folders);
  return plugins_;
}

Plan DryRun::plan(const Configuration& configuration) {
  load(pluginFolders(configuration));
  return makePlan(configuration, {plugins_, time_, http_, nullptr, mask_});
}

}  // namespace herald::core
