#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "herald/event.h"

namespace herald::core {

/// One event on its way to one sink.
struct Delivery {
  std::uint64_t sequence = 0;  ///< given by the outbox; rises in the order of storing
  std::string sink{};
  std::shared_ptr<const Event> event{};
  std::string deadReason{};  ///< not empty: a dead letter, and why
};

}  // namespace herald::core
