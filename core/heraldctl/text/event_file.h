// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/routes/route.h"
#include "herald/event.h"

namespace herald::core::ctl {

/// An event in a JSON file, for `heraldctl render`:
///
///   {"type", "device", "payload": {}, "context": {"state", "job", "progress", "currentZ", "offsets", "meta",
///   "appearance"},
///    "percentCompleteMilestone", "currentTime", "sentTime", "oauth": {}, "snapshot": null}
///
/// Everything except the type may be missing. `currentTime` is when the event happened, `sentTime` when the attempt
/// begins (the same by default); both are in Unix seconds. `snapshot` is a JPEG in Base64, or true for a drawing.
struct EventFile {
  Event event{};
  std::string oauth{};  ///< the answer of the token server; if empty, a placeholder
  std::chrono::system_clock::time_point sent{};
  std::string snapshot{};     ///< the picture, a JPEG; empty if there is none
  bool wantsDrawing = false;  ///< any picture will do
};

/// Reads the event from a file, or from standard input if `path` is "-". Throws std::runtime_error with one sentence.
EventFile readEventFile(const std::string& path);

/// Reads the event from the text of a file. Throws the same.
EventFile parseEvent(std::string_view text);

}  // namespace herald::core::ctl
