#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "herald/event.h"
#include "herald/outcome.h"

namespace herald::core {

/// How a delivery came to its end, if that was no good one.
struct Ending {
  std::string reason{};  ///< one sentence; empty: it has not ended
  int status = 0;        ///< the receiver's, 0 if there was no answer
  std::string answer{};  ///< the first KiB of what it said, secrets masked
  std::chrono::system_clock::time_point time{};
  Clock::time_point at{};  ///< the same by the clock of ages, which nobody sets
};

/// One event on its way to one sink.
struct Delivery {
  std::uint64_t sequence = 0;  ///< given by the outbox; rises in the order of storing
  std::string sink{};
  std::shared_ptr<const Event> event{};
  Clock::time_point accepted{};  ///< when it was published; before this process began for what an earlier one took
  int attempts = 0;              ///< that were made, and have failed
  Ending ending{};               ///< with a reason: a dead letter
};

}  // namespace herald::core
