// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/outbox/queue/storage.h"

namespace herald::core {

/// Stores nothing outside memory: everything ends with the process.
class MemoryStorage final : public Storage {
 public:
  using Storage::Storage;

  bool takes(const Event&) const override { return false; }
  bool isOpen() const override { return false; }
  void log(Change) override {}

  std::uint64_t logged() const override HERALD_REQUIRES(mutex) { return 0; }
  void commit() override HERALD_REQUIRES(mutex) {}
  std::optional<Deliveries> read(const std::vector<std::uint64_t>&) override { return Deliveries{}; }
  OutboxHealth health() const override HERALD_REQUIRES(mutex) { return {}; }
  void setWake(Outbox::Wake) override {}
};

}  // namespace herald::core
