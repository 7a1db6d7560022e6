#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace herald::core {

/// Mints the ids of one publication: UUIDv7 as text (RFC 9562), each greater than the one before. For one thread.
class EventIds {
 public:
  explicit EventIds(std::chrono::system_clock::time_point time);
  std::string next();

 private:
  std::uint64_t stamp_;  // 48 bits of milliseconds, 12 of a counter that starts at random
};

/// A new UUIDv7.
std::string newEventId(std::chrono::system_clock::time_point time);

}  // namespace herald::core
