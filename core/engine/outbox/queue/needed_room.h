// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// How much room deliveries for one sink need, in memory and on disk.
struct NeededRoom {
  struct Sum {
    std::size_t events = 0;
    std::size_t bytes = 0;
  };

  /// Counts a delivery where the log would put it.
  void add(const Delivery& delivery, const ChangeLog& log) {
    auto& sum = log.takes(*delivery.event) ? disk : memory;
    ++sum.events;
    sum.bytes += sizeOf(delivery);
  }

  Sum memory{};
  Sum disk{};
};

}  // namespace herald::core
