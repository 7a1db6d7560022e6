#pragma once

#include <memory>

#include "core/outbox/outbox.h"

namespace herald::core {

/// An outbox that lasts as long as the process. Bounded: above `limit` deliveries or `bytes` of a sink, the oldest
/// waiting progress event goes first, then other events, errors and, last, lifecycle events; each drop is counted by
/// its reason. Dead letters have the same bounds once more, and the oldest of them goes first.
class MemoryOutbox final : public Outbox {
 public:
  explicit MemoryOutbox(std::size_t limit = 1000, std::size_t bytes = std::size_t{4} << 20);
  ~MemoryOutbox() override;
  void store(std::vector<Delivery>& deliveries) override;
  std::vector<Delivery> waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const override;
  bool claim(const Delivery& delivery) override;
  void release(const Delivery& delivery) override;
  void delivered(const Delivery& delivery) override;
  void bury(const Delivery& delivery, const std::string& reason) override;
  std::vector<Delivery> deadLetters(std::string_view sink) const override;
  OutboxCounts counts(std::string_view sink) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::core
