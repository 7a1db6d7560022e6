// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/delivery_drafts.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace herald::core {

void DeliveryDrafts::add(const RoutedEvent& event, const std::string& sink) { drafts_.push_back({event, &sink}); }

std::vector<Delivery> DeliveryDrafts::take(const TimeSource& time, const Holdings& holdings) {
  auto drafts = std::exchange(drafts_, {});
  const auto byEvent = [](const Draft& one, const Draft& other) { return one.event.index < other.event.index; };
  if (!std::is_sorted(drafts.begin(), drafts.end(), byEvent)) std::stable_sort(drafts.begin(), drafts.end(), byEvent);
  std::vector<Delivery> deliveries;
  deliveries.reserve(drafts.size());
  const auto holdingOf = [&holdings](const Draft& draft) {
    return holdings.empty() ? nullptr : holdings[draft.event.index];
  };
  if (drafts.size() == 1) {
    deliveries.push_back(deliveryOf(drafts.front(), time));
    deliveries.back().holding = holdingOf(drafts.front());
    return deliveries;
  }
  std::map<std::tuple<std::string_view, std::string_view, const Holding*>, std::size_t> seen;
  for (auto& draft : drafts) {
    auto delivery = deliveryOf(draft, time);
    delivery.holding = holdingOf(draft);
    const auto [place, isNew] =
        seen.try_emplace({draft.event.event->id, *draft.sink, delivery.holding.get()}, deliveries.size());
    if (isNew) {
      deliveries.push_back(std::move(delivery));
    } else if (auto& first = deliveries[place->second];
               !first.ending.reason.empty() && delivery.ending.reason.empty()) {
      first = std::move(delivery);
    }
  }
  return deliveries;
}

Delivery DeliveryDrafts::deliveryOf(Draft& draft, const TimeSource& time) {
  Delivery delivery{.sink = *draft.sink, .event = draft.event.event, .accepted = time.now()};
  if (auto& reason = draft.event.deadReason; !reason.empty()) {
    delivery.ending = {.reason = std::move(reason), .time = time.wallClock(), .at = time.now()};
  }
  return delivery;
}

}  // namespace herald::core
