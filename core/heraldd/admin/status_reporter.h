// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/clock/time_source.h"
#include "engine/delivery_log/delivery_log.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/pipeline.h"
#include "heraldd/admin/reload_record.h"
#include "heraldd/admin/status_report.h"

namespace herald::core {

/// Looks at the running daemon for its operator. Every thread may call it.
class StatusReporter {
 public:
  /// What it reports on. All of it outlives the reporter.
  struct Daemon {
    const Outbox& outbox;
    Pipeline& pipeline;
    const TimeSource& time;
    const ReloadRecord& reloads;
    std::function<DeliveryLog::Health()> logHealth{};  ///< null: there is no delivery log
  };

  /// `configFile` is the path that the status shows. Herald runs from now on.
  StatusReporter(Daemon daemon, std::string configFile);

  StatusReport report() const;  ///< what the operator can see now

 private:
  const Daemon daemon_;
  const std::string configFile_;
  const Clock::time_point started_;
};

}  // namespace herald::core
