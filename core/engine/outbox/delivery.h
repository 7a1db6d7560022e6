// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/outbox/holding.h"
#include "herald/event.h"
#include "herald/outcome.h"

namespace herald::core {

/// How a delivery ended, if it was not delivered.
struct Ending {
  std::string reason{};  ///< one sentence; empty if the delivery has not ended
  int status = 0;        ///< the receiver's status; 0 if it did not answer
  std::string answer{};  ///< the first KiB of the receiver's answer, with secrets masked
  std::chrono::system_clock::time_point time{};
  Clock::time_point at{};  ///< the same moment on the clock of ages, which nobody sets
};

/// One event on its way to one sink.
struct Delivery {
  std::uint64_t sequence = 0;  ///< the outbox gives it; it rises in the order of storing
  std::string sink{};
  std::shared_ptr<const Event> event{};
  Clock::time_point accepted{};  ///< when it was published; lies before the start of this process for an older delivery
  int attempts = 0;              ///< how many attempts have failed
  Ending ending{};               ///< has a reason if this is a dead letter
  std::shared_ptr<Holding> holding{};  ///< of a new delivery: its event is in custody; null otherwise
};

/// About how many bytes a delivery takes in memory.
std::size_t sizeOf(const Delivery& delivery);

}  // namespace herald::core
