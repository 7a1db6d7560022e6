// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "printer_state.h"
#include "printing/print_job.h"

namespace herald::octoprint {

using printing::PrintJob;

/// How a print ended that Herald saw no end of.
struct Ending {
  bool done = false;             ///< false: it failed
  std::optional<double> time{};  ///< the print time in seconds
};

/// `file` is what OctoPrint's REST API knows about the job's file; empty if it did not answer. OctoPrint notes there
/// how each print ended. Without such a note, a print is done only if it is still selected and stands at 100 %.
Ending endingOf(const PrintJob& job, const PrinterState::Snapshot& now, std::string_view file);

/// An end that Herald reported without an event of OctoPrint's. OctoPrint may report the same end later, because it
/// first notes how the print went. Herald saves it, so that it recognises that event after a restart too.
struct MissedEnd {
  std::string type{};  ///< PrintDone or PrintFailed
  double at = 0;       ///< Unix seconds by OctoPrint's clock
  PrintJob job{};

  /// True if this event of OctoPrint's reports the same end. `now` is in Unix seconds by OctoPrint's clock.
  bool isReportedBy(std::string_view otherType, std::string_view payload, double now) const;

  /// JSON for saving, and back. What is missing or malformed in `text` becomes a default.
  std::string text() const;
  static MissedEnd parse(std::string_view text);
};

}  // namespace herald::octoprint
