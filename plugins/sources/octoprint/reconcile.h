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

/// Is this state, reported at `serverTime`, one of the run before, though the job was started since? It may be a second
/// late, and has printed for longer than the job is old.
bool isOfRunBefore(const Job& job, const PrinterState::Snapshot& now, double serverTime);

/// How a job went that nobody saw the end of.
struct Ending {
  bool done = false;
  std::optional<double> time{};  ///< seconds
};

/// An end that was told before OctoPrint told it, if it ever does: it writes down first how the print went. Kept over
/// restarts.
struct UnseenEnd {
  std::string type{};  ///< PrintDone or PrintFailed
  double at = 0;       ///< by OctoPrint's clock, Unix seconds
  Job job{};

  /// Is this event of OctoPrint's about the same end?
  bool isTold(std::string_view otherType, std::string_view payload, double now) const;

  std::string text() const;
  static UnseenEnd parse(std::string_view text);
};

/// `file` is what OctoPrint's REST API says of the job's file, empty if that is not known. It notes each print's end;
/// where it has none of this job, only a job that is still selected and stands at 100 % is known to be done.
Ending endingOf(const Job& job, const PrinterState::Snapshot& now, std::string_view file);

}  // namespace herald::octoprint
