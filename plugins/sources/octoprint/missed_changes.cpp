// SPDX-License-Identifier: Apache-2.0
#include "missed_changes.h"

#include <cmath>

namespace herald::octoprint {
namespace {

constexpr double kRunRounding = 2;  // seconds; OctoPrint rounds to whole seconds
constexpr double kLastState = 3;    // seconds; no state arrives later

/// Another file, or another run of the same file. The print time never goes back within one job.
bool isAnother(const PrintJob& known, const PrinterState::Snapshot& now) {
  if (!now.path.empty() && !known.isFile(now.origin, now.path)) return true;
  return now.printTime && *now.printTime + kRunRounding < known.printTime;
}

}  // namespace

MissedChanges findMissedChanges(const std::optional<PrintJob>& known, const PrinterState::Snapshot& now) {
  MissedChanges missed;
  if (!known) {
    missed.started = now.busy && !now.ending;
  } else if (!now.busy) {
    missed.ended = true;
  } else if (isAnother(*known, now)) {
    missed.ended = true;
    missed.started = !now.ending;
  } else if (!now.changing && !now.ending) {
    missed.paused = now.paused && !known->paused;
    missed.resumed = !now.paused && known->paused;
  }
  return missed;
}

bool isFromPreviousRun(const PrintJob& job, const PrinterState::Snapshot& now, double serverTime) {
  const double age = serverTime - job.startedAt;
  return std::abs(age) < kLastState && now.printTime && *now.printTime > age + kRunRounding;
}

}  // namespace herald::octoprint
