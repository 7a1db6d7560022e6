// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// How much room deliveries for one sink need, in memory, on disk and in custody.
struct NeededRoom {
  struct Sum {
    std::size_t events = 0;
    std::size_t bytes = 0;
  };

  /// Counts a delivery where the log would put it. A dead letter needs no room here.
  void add(const Delivery& delivery, const ChangeLog& log) {
    if (delivery.holding && !delivery.ending.reason.empty()) return;
    auto& sum = delivery.holding ? custody : log.takes(*delivery.event) ? disk : memory;
    if (delivery.holding) mayLeaveCustody &= delivery.holding->atMost() && log.takesFromCustody(*delivery.event);
    ++sum.events;
    sum.bytes += sizeOf(delivery);
  }

  Sum memory{};
  Sum disk{};
  Sum custody{};
  bool mayLeaveCustody = true;  ///< all that is in custody, for a sink that is behind
};

}  // namespace herald::core
