// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "herald/export.h"

namespace herald::inline v1 {

/// Makes the ids of the events that a source publishes at once: UUIDv7 as text (RFC 9562), each greater than the one
/// before. Herald makes the id of an event that has none. A source makes it itself if it has to tell its client the id.
/// For one thread.
class HERALD_API EventIds {
 public:
  explicit EventIds(std::chrono::system_clock::time_point time);  ///< `time`: when the events happened
  std::string next();

 private:
  std::uint64_t stamp_;  // 48 bits of milliseconds, and 12 bits of a counter with a random start
};

/// A new UUIDv7 for an event that happened at `time`. Any thread may call it.
HERALD_API std::string newEventId(std::chrono::system_clock::time_point time);

}  // namespace herald::inline v1
