// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"
#include "engine/state/state_store.h"
#include "herald/mutex.h"
#include "heraldd/api/overview/history.h"

namespace herald::core {

/// Fills the History from the counts of the daemon, and keeps it in a note of the outbox: so a restart loses nothing,
/// and a kill at most the last five minutes. Every thread may call it, except tick(): that is for one thread.
class HistoryRecorder {
 public:
  /// `outbox` and `time` outlive it. Every thread may call `totals`.
  HistoryRecorder(Outbox& outbox, const TimeSource& time, std::function<History::Totals()> totals);
  ~HistoryRecorder();  ///< keeps what there is

  /// Counts, and keeps it if something came. Never waits for the disk. Returns when it has to be called next: at the
  /// end of the step.
  Clock::time_point tick();

  std::vector<History::Point> points(int hours);

 private:
  void count() HERALD_EXCLUDES(mutex_);
  void keep();

  StateStore store_;
  const TimeSource& time_;
  const std::function<History::Totals()> totals_;
  Mutex mutex_{};  // held from reading the totals until they are added, so that no older ones come after newer ones
  History history_;
  std::string kept_{};
};

}  // namespace herald::core
