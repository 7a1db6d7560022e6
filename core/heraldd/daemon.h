#pragma once

#include <Poco/Logger.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/config/configuration.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/pipeline.h"
#include "engine/plugin_host/plugin_host.h"
#include "engine/state/state_store.h"
#include "engine/trial/trial.h"
#include "heraldd/admin/status_report.h"
#include "heraldd/admin_sockets.h"
#include "heraldd/data_folder.h"

namespace herald::core {

/// Herald from start to stop, without the process around it. For one thread.
class Daemon {
 public:
  /// Locks the data folder. Throws std::runtime_error where another daemon has it, or what is in it is of a newer
  /// Herald.
  Daemon(const Configuration& configuration, std::shared_ptr<SecretMask> mask);
  ~Daemon();

  /// Loads the plugins and starts. Throws BadConfiguration; then nothing was started.
  void start(const Configuration& configuration);

  /// Takes over a new configuration, and makes the data folder and its socket again where they were removed. Throws
  /// BadConfiguration, or std::runtime_error where another daemon has the folder by now; then everything runs on as it
  /// was.
  void reload(const Configuration& configuration);

  /// What stands on disk was not taken over, and why: shown to the operator until the next reload that is.
  void refused(const std::string& why);

  /// Delivers what is due and stops within the option herald.stopTimeout, or 5 seconds where a source takes that long
  /// to end, and at most 3 seconds more. False if something hangs: end the process by std::_Exit.
  bool stop();

 private:
  void addRoutes();
  void logUndone();
  void logRefusedLibraries();
  StatusReport report() const;
  TrialReport test(const std::string& sink, const std::string& type);
  TrialReport rehearse(const std::string& sink, const std::string& type);
  std::shared_ptr<StateStore> state(const std::string& kind, const std::string& name);
  Plan planOf(const Configuration& configuration);

  Poco::Logger& logger_;
  std::shared_ptr<SecretMask> mask_;
  SystemTime time_;
  DataFolder data_;
  PluginHost plugins_;
  const std::unique_ptr<Outbox> outbox_;
  Pipeline pipeline_;
  Millis stopTimeout_;
  const Clock::time_point started_;
  const std::string configFile_;
  const std::shared_ptr<HttpTrace> trace_;
  std::mutex planning_{};  // for the plugins and the configuration
  Configuration configuration_;
  mutable std::mutex mutex_{};  // for the two below
  int reloads_ = 0;
  std::string refusal_{};
  AdminRoutes routes_;
  AdminSockets sockets_;
};

}  // namespace herald::core
