// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/outbox.h"

namespace herald::core {

// Deliveries for tests, named by the ids of their events.

inline Delivery make(const std::string& id, Category category = Category::Lifecycle, const std::string& sink = "slack",
                     std::size_t size = 10) {
  auto event = std::make_shared<Event>();
  event->id = id;
  event->type = "Something";
  event->device = "mk3";
  event->category = category;
  event->payload = std::string(size, ' ');
  return {.sink = sink, .event = std::move(event)};
}

inline Delivery ofDevice(const std::string& device, Delivery delivery) {
  auto event = std::make_shared<Event>(*delivery.event);
  event->device = device;
  delivery.event = std::move(event);
  return delivery;
}

inline Delivery ofSource(const std::string& source, Delivery delivery) {
  auto event = std::make_shared<Event>(*delivery.event);
  event->source = source;
  delivery.event = std::move(event);
  return delivery;
}

inline Delivery storeOne(Outbox& outbox, Delivery delivery) {
  std::vector<Delivery> deliveries{std::move(delivery)};
  outbox.store(deliveries);
  return deliveries.front();
}

inline std::vector<std::string> ids(const std::vector<Delivery>& deliveries) {
  std::vector<std::string> result;
  for (const auto& delivery : deliveries) result.push_back(delivery.event->id);
  return result;
}

inline std::vector<std::string> waitingIds(const Outbox& outbox, const std::string& sink = "slack") {
  return ids(outbox.waiting(sink, 0, 100000));
}

inline std::vector<std::string> deadIds(Outbox& outbox, const DeadLetterQuery& query = {}) {
  return ids(outbox.deadLetters().list(query, 0, 100000));
}

}  // namespace herald::core
