#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "job.h"
#include "printer_state.h"

namespace herald::octoprint {

/// In what the job that Herald knows of differs from what OctoPrint reports: what happened while nobody listened.
struct Gap {
  bool ended = false;    ///< the known job does not run any more
  bool started = false;  ///< one runs that is not known
  bool paused = false;
  bool resumed = false;

  bool any() const { return ended || started || paused || resumed; }
};

Gap compare(const std::optional<Job>& known, const PrinterState::Snapshot& now);

/// How a job went that nobody saw the end of.
struct Ending {
  bool done = false;
  std::optional<double> time{};  ///< seconds
};

/// `file` is what OctoPrint's REST API says of the job's file, empty if that is not known. It notes each print's end;
/// where it has none of this job, only a job that is still selected and stands at 100 % is known to be done.
Ending endingOf(const Job& job, const PrinterState::Snapshot& now, std::string_view file);

}  // namespace herald::octoprint
