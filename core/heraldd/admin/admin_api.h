// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/pipeline.h"
#include "engine/plugin_host/plugin_host.h"
#include "engine/trial/trial.h"
#include "heraldd/admin/admin_routes.h"
#include "heraldd/admin/reload_record.h"
#include "heraldd/admin/status_report.h"

namespace herald::core {

/// Everything that the running daemon answers over HTTP: its status, its queues, and test events. Secrets are masked in
/// every answer. Server threads call the routes; every thread may call the rest.
class AdminApi {
 public:
  /// What the API reports on and changes. All of it outlives the API.
  struct Daemon {
    Outbox& outbox;
    Pipeline& pipeline;
    const TimeSource& time;
    const ReloadRecord& reloads;
    HttpTrace& trace;  ///< watches the HTTP clients of the pipeline's sinks
    /// Makes a plan of the running configuration whose sinks use these clients. Every thread may call it.
    std::function<Plan(const HttpFactory&)> rehearsal;
    std::function<void()> askForReload;               ///< begins one soon, and returns at once
    std::function<std::vector<Library>()> libraries;  ///< the plugin files that the daemon found
  };

  /// `configFile` is the path that the status shows.
  AdminApi(Daemon daemon, const std::shared_ptr<const SecretMask>& mask, std::string configFile);

  const AdminRoutes& routes() const { return routes_; }

 private:
  StatusReport report() const;
  TrialReport send(const std::string& sink, const std::string& type);
  TrialReport rehearse(const std::string& sink, const std::string& type);

  const Daemon daemon_;
  const std::string configFile_;
  const Clock::time_point started_;
  AdminRoutes routes_;
};

}  // namespace herald::core
