// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "herald/json.h"
#include "line_values.h"
#include "printing/layers.h"
#include "printing/progress.h"

namespace herald::serial {

/// One print, as far as its lines report it. Herald saves it, so that it reports nothing twice after a restart.
struct PrintJob {
  FileName file{};         ///< no path: no line has named it
  std::string subject{};   ///< unique for each print, also among prints of the same file
  double startedAt = 0;    ///< Unix seconds; 0: before Herald listened
  double paused = 0;       ///< seconds in pauses that are over
  double pausedAt = 0;     ///< Unix seconds; 0: not paused
  bool byPercent = false;  ///< only M73 reports it, so 100 % is its end
  std::optional<SdPosition> position{};
  std::optional<double> percent{};  ///< as M73 reported last
  std::optional<double> minutesLeft{};
  printing::Progress reported{};
  printing::Layers layers{};

  /// A print that begins now, or that Herald notices now (`fromTheStart` is false).
  static PrintJob begin(FileName file, double now, bool fromTheStart);

  void pause(double now);
  void resume(double now);

  std::optional<double> printTime(double now) const;  ///< seconds, without pauses
  std::optional<double> completion() const;           ///< percent

  /// The common members of every job event's payload, as in OctoPrint's events. An unknown value is null.
  JsonObject fields() const;

  /// JSON for saving, and back. What is missing or malformed in `text` becomes a default.
  std::string text() const;
  static PrintJob parse(std::string_view text);
};

/// The value of a JSON number that is not negative, without its fraction. Returns nothing for any other text.
std::optional<std::int64_t> wholeNumber(std::string_view raw);

}  // namespace herald::serial
