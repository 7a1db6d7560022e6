#include "core/outbox/memory_outbox.h"

#include <mutex>
#include <utility>

#include "core/outbox/sink_queue.h"

namespace herald::core {

Outbox::~Outbox() = default;

struct MemoryOutbox::Impl {
  SinkQueue& queue(std::string_view sink) {
    const auto found = queues.find(sink);
    return found != queues.end() ? found->second : queues.emplace(sink, SinkQueue(limit, bytes)).first->second;
  }

  const std::size_t limit;
  const std::size_t bytes;
  std::mutex mutex{};
  std::uint64_t sequence = 0;
  std::map<std::string, SinkQueue, std::less<>> queues{};
};

MemoryOutbox::MemoryOutbox(std::size_t limit, std::size_t bytes) : impl_(new Impl{limit, bytes}) {}

MemoryOutbox::~MemoryOutbox() = default;

void MemoryOutbox::store(std::vector<Delivery>& deliveries) {
  const std::lock_guard guard(impl_->mutex);
  for (auto& delivery : deliveries) {
    delivery.sequence = ++impl_->sequence;
    auto& queue = impl_->queue(delivery.sink);
    if (delivery.deadReason.empty()) {
      queue.add(delivery);
    } else {
      queue.addDead(delivery);
    }
  }
}

std::vector<Delivery> MemoryOutbox::waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const {
  const std::lock_guard guard(impl_->mutex);
  return impl_->queue(sink).waiting(after, limit);
}

bool MemoryOutbox::claim(const Delivery& delivery) {
  const std::lock_guard guard(impl_->mutex);
  return impl_->queue(delivery.sink).claim(delivery);
}

void MemoryOutbox::release(const Delivery& delivery) {
  const std::lock_guard guard(impl_->mutex);
  impl_->queue(delivery.sink).release(delivery);
}

void MemoryOutbox::delivered(const Delivery& delivery) {
  const std::lock_guard guard(impl_->mutex);
  impl_->queue(delivery.sink).remove(delivery);
}

void MemoryOutbox::bury(const Delivery& delivery, const std::string& reason) {
  const std::lock_guard guard(impl_->mutex);
  auto& queue = impl_->queue(delivery.sink);
  if (!queue.remove(delivery)) return;
  auto dead = delivery;
  dead.deadReason = reason;
  queue.addDead(std::move(dead));
}

std::vector<Delivery> MemoryOutbox::deadLetters(std::string_view sink) const {
  const std::lock_guard guard(impl_->mutex);
  return impl_->queue(sink).deadLetters();
}

OutboxCounts MemoryOutbox::counts(std::string_view sink) const {
  const std::lock_guard guard(impl_->mutex);
  return impl_->queue(sink).counts();
}

}  // namespace herald::core
