// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/history_recorder.h"

#include <utility>

namespace herald::core {

namespace {

constexpr auto kKey = "history";
constexpr std::chrono::seconds kLate{1};  // what is counted at the end of a step belongs to that step

}  // namespace

HistoryRecorder::HistoryRecorder(Outbox& outbox, const TimeSource& time, std::function<History::Totals()> totals)
    : store_(outbox, stateOwner("console", "overview")),
      time_(time),
      totals_(std::move(totals)),
      history_(store_.load(kKey)),
      kept_(history_.text()) {}

HistoryRecorder::~HistoryRecorder() { keep(); }

Clock::time_point HistoryRecorder::tick() {
  count();
  keep();
  const auto wall = time_.wallClock();
  return time_.now() + (History::beginOf(wall) + History::kStep - wall);
}

std::vector<History::Point> HistoryRecorder::points(int hours) {
  count();
  return history_.points(time_.wallClock(), hours);
}

void HistoryRecorder::count() {
  const MutexLock lock(mutex_);
  history_.add(time_.wallClock() - kLate, totals_());
}

void HistoryRecorder::keep() {
  auto text = history_.text();
  if (text == kept_) return;
  store_.saveLater(kKey, text);
  kept_ = std::move(text);
}

}  // namespace herald::core
