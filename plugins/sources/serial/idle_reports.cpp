// SPDX-License-Identifier: Apache-2.0
#include "idle_reports.h"

#include <utility>

namespace herald::serial {
namespace {

constexpr double kStopTime = 10;  // seconds that a cancelled print may need to stop

bool isRunning(const SdPosition& at) { return at.byte > 0 && at.byte < at.size; }

/// Firmware that does not print answers M73 with 0 % and no time.
bool isRunning(const Progress73& at) {
  return at.percent && *at.percent < 100 && (*at.percent > 0 || at.minutesLeft.value_or(0) > 0);
}

}  // namespace

bool IdleReports::showsPrint(const SdPosition& position, bool known, double now) {
  const auto before = std::exchange(position_, position);
  if ((!known && !before) || !isRunning(position) || before == position) return false;
  return !isStopping(now) || (before && (before->size != position.size || before->byte > position.byte));
}

bool IdleReports::showsPrint(const Progress73& progress, double now) {
  const auto before = std::exchange(progress_, progress);
  if (!isRunning(progress) || before == progress) return false;
  return !isStopping(now) || (before && before->percent > progress.percent);
}

void IdleReports::fileOpened(std::optional<std::int64_t> size) {
  position_ = SdPosition{0, size.value_or(0)};
  cancelledAt_ = IdleReports().cancelledAt_;
}

void IdleReports::printEnded(const PrintJob& job, bool silent) {
  if (job.position) position_ = job.position;
  if (job.percent) progress_ = Progress73{job.percent, job.minutesLeft, silent};
}

bool IdleReports::isStopping(double now) const { return now - cancelledAt_ < kStopTime; }

}  // namespace herald::serial
