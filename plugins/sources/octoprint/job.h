#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "printing/progress.h"

namespace herald::octoprint {

/// One print: which file, since when, how far. Kept over restarts, so that nothing is told twice.
struct Job {
  std::string fields{"{}"};  ///< what OctoPrint's job events say of it: name, path, origin, size, owner, user
  std::string subject{};     ///< tells this print from every other one, also from those of the same file
  double startedAt = 0;      ///< by OctoPrint's clock, Unix seconds
  double printTime = 0;      ///< seconds, when the last percent was told
  common::Progress progress{};
  bool awaited = false;  ///< OctoPrint told that it has started, and no state has shown it yet
  bool paused = false;
  bool cancelled = false;  ///< it is being cancelled: OctoPrint has still to tell that it failed

  std::string path() const;
  std::string origin() const;
  bool isFile(std::string_view otherOrigin, std::string_view otherPath) const;
  bool isIn(std::string_view payload) const;  ///< is a job event about its file?

  std::string text() const;
  static Job parse(std::string_view text);

  /// A print that begins now. `payload` is that of a job event, or `job.file` of OctoPrint's state.
  static Job begin(std::string_view payload, double startedAt);
};

}  // namespace herald::octoprint
