// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "printer_state.h"
#include "printing/print_job.h"

namespace herald::octoprint {

using printing::PrintJob;

/// What happened to the print without an event: the differences between the job that Herald knows and the state that
/// OctoPrint reports.
struct MissedChanges {
  bool ended = false;    ///< the known job no longer runs
  bool started = false;  ///< an unknown job runs
  bool paused = false;
  bool resumed = false;

  bool any() const { return ended || started || paused || resumed; }
};

/// `known` is nothing if Herald knows of no print.
MissedChanges findMissedChanges(const std::optional<PrintJob>& known, const PrinterState::Snapshot& now);

/// True if this state, reported at `serverTime`, is one of the previous run, from before `job` started. A state may be
/// a second late, and such a state has a print time longer than the job's age.
bool isFromPreviousRun(const PrintJob& job, const PrinterState::Snapshot& now, double serverTime);

}  // namespace herald::octoprint
