// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/event_bus/transform_step.h"
#include "engine/outbox/delivery.h"

namespace herald::core {

/// Collects the deliveries of one publication, and removes duplicates: several routes may lead one event to one sink.
/// For one thread.
class DeliveryDrafts {
 public:
  /// `sink` outlives this object.
  void add(const RoutedEvent& event, const std::string& sink);

  /// The holdings of the published events, by their places; none if they are not in custody.
  using Holdings = std::vector<std::shared_ptr<Holding>>;

  /// One delivery for each (event id, sink), in the order of publication. Of two, the first one counts, unless only the
  /// second one is alive. In custody, each published event has a delivery of its own. Leaves this object empty.
  std::vector<Delivery> take(const TimeSource& time, const Holdings& holdings = {});

 private:
  struct Draft {
    RoutedEvent event{};
    const std::string* sink = nullptr;
  };

  static Delivery deliveryOf(Draft& draft, const TimeSource& time);

  std::vector<Draft> drafts_{};
};

}  // namespace herald::core
