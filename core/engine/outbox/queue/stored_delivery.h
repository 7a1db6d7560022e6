// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "herald/event.h"
#include "herald/outcome.h"

namespace herald::core {

/// What the index in memory knows of a delivery that an earlier process left on disk.
struct StoredDelivery {
  std::uint64_t sequence = 0;
  std::string sink{};
  std::string id{};      ///< of the event
  std::string source{};  ///< of the event
  std::string device{};  ///< of the event
  Category category = Category::Other;
  std::uint32_t size = 0;  ///< see sizeOf
  Clock::time_point accepted{};
  int attempts = 0;
  std::optional<Clock::time_point> ended{};  ///< set if it is a dead letter: since when
};

}  // namespace herald::core
