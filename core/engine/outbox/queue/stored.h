#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "herald/event.h"
#include "herald/outcome.h"

namespace herald::core {

/// What has to be known in memory of a delivery that stands on disk.
struct Stored {
  std::uint64_t sequence = 0;
  std::string sink{};
  std::string id{};  ///< the event's
  Category category = Category::Other;
  std::uint32_t size = 0;
  Clock::time_point accepted{};
  int attempts = 0;
  std::optional<Clock::time_point> ended{};  ///< a dead letter, since then
};

}  // namespace herald::core
