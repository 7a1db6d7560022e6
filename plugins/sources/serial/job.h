#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "herald/json.h"
#include "line_values.h"
#include "printing/progress.h"

namespace herald::serial {

/// A print of the printer's, as far as the line tells of it. Kept over restarts, so that nothing is told twice.
struct Job {
  FileName file{};         ///< no path: it was never named
  std::string subject{};   ///< tells this print from every other one, also from those of the same file
  double startedAt = 0;    ///< Unix seconds; 0: before anybody listened
  double paused = 0;       ///< seconds of it in pauses that are over
  double pausedAt = 0;     ///< Unix seconds; 0: it runs
  bool byPercent = false;  ///< only M73 tells of it, so that 100 % is its end
  std::optional<SdPosition> position{};
  std::optional<double> percent{};  ///< the last M73 told
  std::optional<double> minutesLeft{};
  common::Progress told{};

  /// A print that begins now, or is only met now.
  static Job begin(FileName file, double now, bool fromTheStart);

  void pause(double now);
  void resume(double now);

  std::optional<double> printTime(double now) const;  ///< seconds, without pauses
  std::optional<double> completion() const;           ///< percent

  /// The members that every job event's payload begins with, as OctoPrint has them; null for what is not known.
  JsonObject fields() const;

  std::string text() const;
  static Job parse(std::string_view text);
};

/// A whole number that is not negative, as JSON.
std::optional<std::int64_t> wholeNumber(std::string_view raw);

}  // namespace herald::serial
