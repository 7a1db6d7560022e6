// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "printing/layers.h"
#include "printing/progress.h"

namespace herald::printing {

/// One print: its file, its start and its progress. Herald saves it, so that it reports nothing twice after a restart.
struct PrintJob {
  std::string fields{"{}"};  ///< from OctoPrint's job events: name, path, origin, size, owner, user
  std::string subject{};     ///< unique for each print, also among prints of the same file
  double startedAt = 0;      ///< Unix seconds by OctoPrint's clock
  double printTime = 0;      ///< seconds, when the last percent was reported
  Progress progress{};
  Layers layers{};
  bool awaited = false;  ///< OctoPrint has reported its start, but no state has shown it yet
  bool paused = false;
  bool cancelled = false;  ///< it is being cancelled; OctoPrint has not reported its failure yet

  std::string path() const;
  std::string origin() const;
  bool isFile(std::string_view otherOrigin, std::string_view otherPath) const;
  bool isIn(std::string_view payload) const;  ///< true if a job event with this payload is about its file

  /// JSON for saving, and back. What is missing or malformed in `text` becomes a default.
  std::string text() const;
  static PrintJob parse(std::string_view text);

  /// A print that began at `startedAt`. `payload` is the payload of a job event, or `job.file` of OctoPrint's state.
  static PrintJob begin(std::string_view payload, double startedAt);
};

/// The subject of a print: unique for each print, also among prints of the same file. `startedAt` is in Unix seconds.
std::string printSubject(std::string_view file, double startedAt);

}  // namespace herald::printing
