// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>

namespace herald::core {

/// How much an outbox keeps per sink. The dead letters of a sink have the same bounds once more.
struct QueueBounds {
  std::size_t events = 1000;                 ///< deliveries that are in memory only
  std::size_t bytes = std::size_t{4} << 20;  ///< bytes that are in memory only
  std::chrono::milliseconds deadLetterAge = std::chrono::hours(30 * 24);
  std::size_t diskEvents = std::numeric_limits<std::size_t>::max();
  std::size_t diskBytes = std::size_t{64} << 20;
};

}  // namespace herald::core
