#pragma once

#include <string>

#include "engine/routes/route.h"
#include "herald/event.h"

namespace herald::core::ctl {

/// An event written down for `heraldctl render`:
///
///   {"type", "device", "payload": {}, "context": {"state", "job", "progress", "currentZ", "offsets", "meta",
///   "appearance"},
///    "percentCompleteMilestone", "currentTime", "sentTime", "oauth": {}, "snapshot": null}
///
/// Everything but the type may be missing. `currentTime`, when it happened, and `sentTime`, when the attempt is made
/// (at once by default), are in Unix seconds.
struct EventFile {
  Event event{};
  std::string oauth{};  ///< what the token server is to answer; empty: a placeholder
  std::chrono::system_clock::time_point sent{};
};

/// Throws std::runtime_error with one sentence about what is wrong.
EventFile readEventFile(const std::string& path);

/// The same from the text of a file.
EventFile parseEvent(const std::string& text);

}  // namespace herald::core::ctl
