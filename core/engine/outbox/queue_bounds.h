#pragma once

#include <chrono>
#include <cstddef>
#include <limits>

namespace herald::core {

/// How much of one sink an outbox keeps, once for what waits and once for dead letters.
struct QueueBounds {
  std::size_t events = 1000;                 ///< in memory only
  std::size_t bytes = std::size_t{4} << 20;  ///< in memory only
  std::chrono::milliseconds deadLetterAge = std::chrono::hours(30 * 24);
  std::size_t diskEvents = std::numeric_limits<std::size_t>::max();
  std::size_t diskBytes = std::size_t{64} << 20;
};

}  // namespace herald::core
