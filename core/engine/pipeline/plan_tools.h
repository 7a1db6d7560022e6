// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/pipeline/http_factory.h"
#include "engine/plugin_host/plugin_host.h"
#include "engine/state/state_store.h"

namespace herald::core {

/// What a plan is made with. The plugins and the clock outlive the plan.
struct PlanTools {
  PluginHost& plugins;
  const TimeSource& time;
  HttpFactory http{};
  /// The state of an instance, by kind and name. Null for a dry run; then no state is kept.
  std::function<std::shared_ptr<StateStore>(const std::string& kind, const std::string& name)> state{};
  std::shared_ptr<SecretMask> mask{};  ///< gets the secrets that instances hide; null for a dry run
  bool isQuiet = false;                ///< the instances log nothing
};

}  // namespace herald::core
