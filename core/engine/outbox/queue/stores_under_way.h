// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "engine/outbox/delivery.h"

namespace herald::core {

/// The deliveries that have their places in the queues, and are not safe yet: publishers wait for the disk. Nobody may
/// attempt one of them. After a kill its source would publish the event again, with another id.
///
/// One thread at a time may use it.
class StoresUnderWay {
 public:
  /// One publication; it ends with this object.
  class Store {
   public:
    Store(StoresUnderWay& stores, const std::vector<Delivery>& deliveries) : stores_(stores), deliveries_(deliveries) {
      stores_.stores_.push_back(&deliveries);
    }
    ~Store() { std::erase(stores_.stores_, &deliveries_); }
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

   private:
    StoresUnderWay& stores_;
    const std::vector<Delivery>& deliveries_;
  };

  /// The lowest sequence of a delivery to this sink that is not safe yet; the highest number if all are safe.
  std::uint64_t firstFor(std::string_view sink) const {
    auto first = std::numeric_limits<std::uint64_t>::max();
    for (const auto* store : stores_) {
      for (const auto& delivery : *store) {
        if (delivery.sequence != 0 && delivery.sink == sink) first = std::min(first, delivery.sequence);
      }
    }
    return first;
  }

 private:
  std::vector<const std::vector<Delivery>*> stores_{};
};

}  // namespace herald::core
