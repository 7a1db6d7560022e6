// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/outbox/kinds/queue_outbox.h"
#include "engine/outbox/queue_bounds.h"

namespace herald::core {

/// An outbox that ends with the process.
class MemoryOutbox final : public QueueOutbox {
 public:
  explicit MemoryOutbox(const QueueBounds& bounds = {});
  explicit MemoryOutbox(std::size_t events, std::size_t bytes = QueueBounds{}.bytes);
};

}  // namespace herald::core
