#pragma once

#include <string>

#include "herald/event.h"
#include "herald/export.h"

/// The variable `human`: what a printer reports, in words. Not for plugins.
namespace herald::inline v1 {

/// A JSON object; what is not known is null in it:
///
///   percent   "42 %", rounded down
///   timeLeft  "1 h 12 min"
///   elapsed   the same
///   eta       "14:32", "Sat 14:32" on another day, "2026-01-31 14:32" in another week; in the machine's time zone
///   fileName  "benchy": without folder and ending
///   delayed   "" or, where the attempt is late, " (delayed, 14:32)", the event's time
HERALD_API std::string humanVariables(const Event& event, std::chrono::system_clock::time_point attempted);

/// Is an attempt at this time so late that whoever reads of the event has to be told? Never where the time is unknown.
HERALD_API bool isDelayed(const Event& event, std::chrono::system_clock::time_point attempted);

}  // namespace herald::inline v1
