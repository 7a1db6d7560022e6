// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "engine/pipeline/http_recorder.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// Loads plugins and makes plans without a daemon: keeps no state, sends nothing, touches no data folder. For the verbs
/// of `heraldctl` and for `heraldd --check`. For one thread.
class DryRun {
 public:
  explicit DryRun(std::shared_ptr<HttpRecorder> recorder = std::make_shared<HttpRecorder>());

  /// With other HTTP clients. `mask` gets the secrets that plugins hide; it may be null.
  explicit DryRun(HttpFactory http, std::shared_ptr<SecretMask> mask = nullptr);

  /// Loads the plugins of these folders.
  PluginHost& load(const std::vector<std::filesystem::path>& folders);

  /// Loads the plugins that the configuration names, and makes its plan. Throws BadConfiguration.
  Plan plan(const Configuration& configuration);

 private:
  HttpFactory http_;
  std::shared_ptr<SecretMask> mask_;
  SystemTime time_{};
  PluginHost plugins_{};
};

}  // namespace herald::core
