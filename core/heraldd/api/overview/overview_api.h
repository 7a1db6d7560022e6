// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <string>

#include "base/clock/time_source.h"
#include "engine/dispatch/threads/timer_thread.h"
#include "engine/outbox/outbox.h"
#include "engine/pipeline/pipeline.h"
#include "heraldd/admin/reload_record.h"
#include "heraldd/admin/status_report.h"
#include "heraldd/api/deliveries/dead_letter_resource.h"
#include "heraldd/api/deliveries/job_resource.h"
#include "heraldd/api/deliveries/jobs.h"
#include "heraldd/api/deliveries/queue_resource.h"
#include "heraldd/api/live/live_feed.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/overview/command_resource.h"
#include "heraldd/api/overview/history_recorder.h"
#include "heraldd/api/overview/overview_feed.h"
#include "heraldd/api/overview/overview_resource.h"
#include "heraldd/api/overview/picture_resource.h"
#include "heraldd/api/overview/reload_resource.h"
#include "heraldd/api/overview/status_resource.h"

namespace herald::core {

/// The part of the API that shows how Herald is, and does what its buttons say: status, overview, history,
/// commands, reload, queues, dead letters and jobs. One thread counts for the history each five minutes, and tells open
/// pages once a second what has changed; it sleeps while none is open.
class OverviewApi {
 public:
  /// All of it outlives this, and may be called by every thread.
  struct Daemon {
    Outbox& outbox;
    Pipeline& pipeline;
    TimeSource& time;
    const ReloadRecord& reloads;
    std::function<StatusReport()> report;
    std::function<void()> askForReload;
    LiveFeed& live;  ///< pages hear of changes and jobs by it
  };

  static constexpr std::chrono::seconds kBetween{1};  ///< two looks at what has changed

  explicit OverviewApi(Daemon daemon);

  void addTo(ApiRoutes& routes);

 private:
  Clock::time_point tick();
  std::function<void(const std::set<std::string>& sinks)> wake();
  KnownSinks::CurrentPlan plan();
  OutboxPage::SnapshotOf snapshotOf();

  const Daemon daemon_;
  HistoryRecorder history_;
  OverviewFeed feed_;
  Jobs jobs_;
  StatusResource status_;
  OverviewResource overview_;
  PictureResource pictures_;
  CommandResource commands_;
  ReloadResource reload_;
  QueueResource queue_;
  DeadLetterResource deadLetters_;
  JobResource jobList_;
  Clock::time_point historyDue_{};  // for the clock's thread
  TimerThread clock_;               // the last: its thread uses the others
};

}  // namespace herald::core
