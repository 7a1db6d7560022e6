// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/event.h"
#include "herald/export.h"

/// The variable `human`: the state of a printer in words. Not for plugins.
namespace herald::inline v1 {

/// A JSON object. A value that is not known is null:
///
///   percent   "42 %", rounded down
///   timeLeft  "1 h 12 min"
///   elapsed   the same
///   eta       "14:32", "Sat 14:32" on another day, "2026-01-31 14:32" in another week; in the local time zone
///   fileName  "benchy": without folder and ending
///   delayed   " (delayed, 14:32)", with the time of the event, if the attempt is late; otherwise ""
///
/// `attempted` is the time of the attempt; the epoch if it is unknown.
HERALD_API std::string humanVariables(const Event& event, std::chrono::system_clock::time_point attempted);

/// True if an attempt at this time is so late that the reader of the message should know it. False if the time is
/// unknown.
HERALD_API bool isDelayed(const Event& event, std::chrono::system_clock::time_point attempted);

}  // namespace herald::inline v1
