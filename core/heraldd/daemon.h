// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Logger.h>

#include <memory>
#include <string>

#include "base/clock/time_source.h"
#include "base/logging/secret_mask.h"
#include "engine/config/configuration.h"
#include "engine/delivery_log/delivery_log.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/pipeline.h"
#include "heraldd/admin/monitors.h"
#include "heraldd/admin/reload_record.h"
#include "heraldd/admin/status_reporter.h"
#include "heraldd/api/console_api.h"
#include "heraldd/api/live/live_feed.h"
#include "heraldd/data_folder.h"
#include "heraldd/planner.h"
#include "heraldd/server/admin_sockets.h"

namespace herald::core {

/// A running Herald without the process around it: data folder, outbox, plugins, pipeline and API, from start to stop.
/// For one thread.
class Daemon {
 public:
  /// Locks the data folder. Throws std::runtime_error if another daemon uses the folder, or if a newer Herald wrote it.
  Daemon(const Configuration& configuration, const std::shared_ptr<SecretMask>& mask);
  ~Daemon();

  /// The deliveries that an earlier process was attempting when it ended without a stop. Ask before start().
  std::vector<Delivery> interrupted() const { return outbox_->interrupted(); }

  /// Loads the plugins and starts. Throws BadConfiguration; then nothing has started.
  void start(const Configuration& configuration);

  /// A reload begins: it ends with reload() or refused().
  void reloadBegins() { reloads_.begins(); }

  /// Takes over a new configuration. Makes the data folder and its socket again if they were removed. Throws
  /// BadConfiguration, or std::runtime_error if another daemon uses the folder by now; then everything runs on as
  /// before.
  void reload(const Configuration& configuration);

  /// Herald did not take over the configuration on disk. The status shows why until it takes over one.
  void refused(const std::string& why) { reloads_.refused(why, time_.wallClock()); }

  /// Delivers due events, then stops. This takes at most herald.stopTimeout, or 5 seconds if a source takes that long
  /// to end, and 3 seconds more. Returns false if something hangs: end the process by std::_Exit.
  bool stop();

 private:
  bool end();
  void logUndone();

  Poco::Logger& logger_;
  SystemTime time_;
  DataFolder data_;
  const Settings outboxOptions_;
  const std::unique_ptr<Outbox> outbox_;
  const std::unique_ptr<LogStore> logStore_;  // null: the log is in the outbox's file
  DeliveryLog log_;
  LiveFeed live_;
  Planner planner_;
  Pipeline pipeline_;
  Millis stopTimeout_;
  ReloadRecord reloads_{};
  std::unique_ptr<LogFeed::Subscription> deadLetters_;
  StatusReporter reporter_;
  Monitors monitors_;
  ConsoleApi console_;
  AdminSockets sockets_;
};

}  // namespace herald::core
