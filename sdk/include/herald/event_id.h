#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "herald/export.h"

namespace herald::inline v1 {

/// Mints the ids of one publication: UUIDv7 as text (RFC 9562), each greater than the one before. For one thread. The
/// core does it for events that have no id; a source that has to tell somebody the id of its event does it itself.
class HERALD_API EventIds {
 public:
  explicit EventIds(std::chrono::system_clock::time_point time);
  std::string next();

 private:
  std::uint64_t stamp_;  // 48 bits of milliseconds, 12 of a counter that starts at random
};

/// A new UUIDv7.
HERALD_API std::string newEventId(std::chrono::system_clock::time_point time);

}  // namespace herald::inline v1
