// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/config/configuration.h"
#include "engine/delivery_log/delivery_log.h"
#include "engine/dispatch/threads/timer_thread.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/pipeline.h"
#include "engine/plugin_host/plugin_host.h"
#include "engine/trial/draft_plan.h"
#include "engine/trial/http_trace.h"
#include "heraldd/admin/reload_record.h"
#include "heraldd/admin/status_report.h"
#include "heraldd/api/access/console_port.h"
#include "heraldd/api/access/lan_resource.h"
#include "heraldd/api/access/session_file.h"
#include "heraldd/api/access/session_resource.h"
#include "heraldd/api/access/sessions.h"
#include "heraldd/api/deliveries/delivery_resource.h"
#include "heraldd/api/editing/edit_api.h"
#include "heraldd/api/editing/plugin_resource.h"
#include "heraldd/api/live/live_feed.h"
#include "heraldd/api/live/live_resource.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/open_api_resource.h"
#include "heraldd/api/overview/overview_api.h"
#include "heraldd/api/trying/trial_api.h"

namespace herald::core {

/// The console's API, /api/v1, with everything that it is made of: its resources and their routes. Each resource gets
/// only what it needs of the daemon. Secrets are masked in every answer. Every thread may call the routes.
class ConsoleApi {
 public:
  /// What the API shows and changes. All of it outlives the API, and may be called by every thread.
  struct Daemon {
    Outbox& outbox;
    Pipeline& pipeline;
    TimeSource& time;
    const ReloadRecord& reloads;
    HttpTrace& trace;  ///< watches the HTTP clients of the pipeline's sinks
    /// Makes a plan of the running configuration whose sinks use these clients.
    std::function<Plan(const HttpFactory&)> rehearsal;
    std::function<void()> askForReload;               ///< begins one soon, and returns at once
    std::function<std::vector<Library>()> libraries;  ///< the plugin files that the daemon found
    std::function<StatusReport()> report;             ///< what the operator can see now
    std::filesystem::path configFile{};
    std::filesystem::path dataDir{};
    DeliveryLog& log;
    LiveFeed& live;     ///< takes what a resource has to say to live pages
    MakeDraft draft{};  ///< makes a plan of a configuration that is not to run
  };

  ConsoleApi(Daemon daemon, const std::shared_ptr<const SecretMask>& mask);
  ~ConsoleApi();

  /// Takes over the options of the console. Ends all sessions if the password has changed. For one thread at a time.
  void apply(const Configuration& configuration);

  /// Cancels what would outlast a stop.
  void endTests() {
    trials_.endTests();
    edit_.endConnecting();
  }

  const ApiRoutes& routes() const { return routes_; }
  Sessions& sessions() { return sessions_; }
  ConsolePort& port() { return port_; }  ///< for the server, which knows it

 private:
  const Daemon daemon_;
  Sessions sessions_;
  SessionFile sessionFile_;
  bool isRestored_ = false;
  ConsolePort port_{};
  SessionResource session_;
  OpenApiResource document_;
  PluginResource plugins_;
  DeliveryResource deliveries_;
  LiveResource live_;
  OverviewApi overview_;
  EditApi edit_;
  TrialApi trials_;
  LanResource lan_;
  ApiRoutes routes_;
  TimerThread sessionEnds_;  // the last: its thread uses the others
};

}  // namespace herald::core
