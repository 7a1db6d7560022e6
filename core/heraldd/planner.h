// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Logger.h>

#include <memory>
#include <vector>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/config/configuration.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/plan.h"
#include "engine/plugin_host/plugin_host.h"
#include "engine/trial/draft_plan.h"
#include "engine/trial/http_trace.h"
#include "herald/mutex.h"

namespace herald::core {

/// Makes the daemon's plans: it loads the plugins, checks a configuration against them, and masks the secrets of both.
/// One plan is made at a time. Every thread may call it.
class Planner {
 public:
  /// Plugins keep their state in `outbox`. `outbox`, `time` and `logger` outlive the planner and its plans.
  Planner(Outbox& outbox, const TimeSource& time, std::shared_ptr<SecretMask> mask, Poco::Logger& logger);

  /// The plan for the daemon to run. It takes over the instances of `before` whose options and library are the same.
  /// Logs each refused plugin and each warning. Throws BadConfiguration.
  Plan plan(const Configuration& configuration, const Plan& before) HERALD_EXCLUDES(mutex_);

  /// The daemon runs this configuration from now on: rehearsal() uses it.
  void runs(const Configuration& configuration) HERALD_EXCLUDES(mutex_);

  /// A plan for the running configuration with new instances, which have no state and use the clients of `http`. Throws
  /// BadConfiguration.
  Plan rehearsal(const HttpFactory& http) HERALD_EXCLUDES(mutex_);

  /// A plan for a configuration that is not to run. It takes over instances of `before`; new ones have no state. Masks
  /// nothing and logs nothing. Throws BadConfiguration.
  Plan draft(const Configuration& configuration, const DraftTools& tools, const Plan& before) HERALD_EXCLUDES(mutex_);

  /// The plugin files that the last plan found, and what became of each.
  std::vector<Library> libraries() const HERALD_EXCLUDES(mutex_);

  /// Watches the HTTP clients of the plans that run.
  HttpTrace& trace() const { return *trace_; }

 private:
  void maskWith(std::vector<std::string> running) const HERALD_REQUIRES(mutex_);
  void logRefusedLibraries() const HERALD_REQUIRES(mutex_);

  Outbox& outbox_;
  const TimeSource& time_;
  const std::shared_ptr<SecretMask> mask_;
  Poco::Logger& logger_;
  const std::shared_ptr<HttpTrace> trace_ = std::make_shared<HttpTrace>();

  mutable Mutex mutex_{};
  PluginHost plugins_ HERALD_GUARDED_BY(mutex_){};
  Configuration running_ HERALD_GUARDED_BY(mutex_){};
  std::vector<std::string> planned_ HERALD_GUARDED_BY(mutex_){};  // the secrets of the last plan
};

}  // namespace herald::core
