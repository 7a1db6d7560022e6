// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/kinds/memory_outbox.h"

#include "engine/outbox/queue/memory_storage.h"

namespace herald::core {

MemoryOutbox::MemoryOutbox(const QueueBounds& bounds) : QueueOutbox(std::make_unique<MemoryStorage>(bounds), {}) {}

MemoryOutbox::MemoryOutbox(std::size_t events, std::size_t bytes)
    : MemoryOutbox(QueueBounds{.events = events, .bytes = bytes}) {}

}  // namespace herald::core
