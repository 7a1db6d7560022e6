// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/delivery.h"

namespace herald::core {

std::size_t sizeOf(const Delivery& delivery) {
  const auto& event = *delivery.event;
  return sizeof(Event) + sizeof(Delivery) + event.payload.size() + event.context.size() + event.type.size() +
         event.subject.size() + event.id.size() + event.source.size() + event.device.size() +
         delivery.ending.reason.size() + delivery.ending.answer.size();
}

}  // namespace herald::core
