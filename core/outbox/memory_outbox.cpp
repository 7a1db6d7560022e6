#include "core/outbox/memory_outbox.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace herald::core {

Outbox::~Outbox() = default;

struct MemoryOutbox::Impl final : DeadLetters {
  explicit Impl(const QueueBounds& theBounds) : bounds(theBounds) {}

  std::vector<Delivery> list(const DeadLetterQuery& query, std::uint64_t after, std::size_t limit) const override;
  Replay replay(const DeadLetterQuery& query, Clock::time_point now) override;
  std::size_t purge(const DeadLetterQuery& query) override;

  SinkQueue& queue(std::string_view sink) {
    const auto found = queues.find(sink);
    return found != queues.end() ? found->second : queues.emplace(sink, SinkQueue(bounds)).first->second;
  }
  const SinkQueue* find(std::string_view sink) const {
    const auto found = queues.find(sink);
    return found == queues.end() ? nullptr : &found->second;
  }
  bool fit(const std::vector<Delivery>& deliveries) const;
  void add(Delivery& delivery);
  std::vector<Delivery> matching(const DeadLetterQuery& query) const;

  const QueueBounds bounds;
  mutable std::mutex mutex{};
  mutable std::condition_variable_any room{};  // something has ended
  std::uint64_t sequence = 0;
  std::map<std::string, SinkQueue, std::less<>> queues{};
};

bool MemoryOutbox::Impl::fit(const std::vector<Delivery>& deliveries) const {
  std::map<std::string_view, std::pair<std::size_t, std::size_t>> sums;
  for (const auto& delivery : deliveries) {
    auto& [events, bytes] = sums[delivery.sink];
    ++events;
    bytes += sizeOf(delivery);
  }
  return std::all_of(sums.begin(), sums.end(), [this](const auto& sum) {
    const auto* there = find(sum.first);
    return !there || there->fits(sum.second.first, sum.second.second);
  });
}

void MemoryOutbox::Impl::add(Delivery& delivery) {
  delivery.sequence = ++sequence;
  if (delivery.ending.reason.empty()) {
    queue(delivery.sink).add(delivery);
  } else {
    queue(delivery.sink).addDead(delivery);
  }
}

std::vector<Delivery> MemoryOutbox::Impl::matching(const DeadLetterQuery& query) const {
  std::vector<Delivery> result;
  for (const auto& [name, queue] : queues) {
    for (const auto& [number, letter] : queue.deadLetters()) {
      if (matches(query, letter)) result.push_back(letter);
    }
  }
  std::sort(result.begin(), result.end(),
            [](const auto& one, const auto& other) { return one.sequence < other.sequence; });
  return result;
}

std::vector<Delivery> MemoryOutbox::Impl::list(const DeadLetterQuery& query, std::uint64_t after,
                                               std::size_t limit) const {
  const std::lock_guard guard(mutex);
  auto result = matching(query);
  std::erase_if(result, [&](const auto& letter) { return letter.sequence <= after; });
  if (result.size() > limit) result.erase(result.begin() + static_cast<std::ptrdiff_t>(limit), result.end());
  return result;
}

Replay MemoryOutbox::Impl::replay(const DeadLetterQuery& query, Clock::time_point now) {
  const std::lock_guard guard(mutex);
  Replay result;
  for (auto& letter : matching(query)) {
    if (!fit({letter})) {
      ++result.left;
      continue;
    }
    queue(letter.sink).takeDead(letter.sequence);
    letter.accepted = now;
    letter.attempts = 0;
    letter.ending = {};
    add(letter);
    ++result.count;
    result.sinks.insert(letter.sink);
  }
  return result;
}

std::size_t MemoryOutbox::Impl::purge(const DeadLetterQuery& query) {
  const std::lock_guard guard(mutex);
  const auto letters = matching(query);
  for (const auto& letter : letters) queue(letter.sink).takeDead(letter.sequence);
  return letters.size();
}

MemoryOutbox::MemoryOutbox(const QueueBounds& bounds) : impl_(std::make_unique<Impl>(bounds)) {}

MemoryOutbox::MemoryOutbox(std::size_t events, std::size_t bytes)
    : MemoryOutbox(QueueBounds{.events = events, .bytes = bytes}) {}

MemoryOutbox::~MemoryOutbox() = default;

bool MemoryOutbox::store(std::vector<Delivery>& deliveries, bool mayDrop) {
  const std::lock_guard guard(impl_->mutex);
  if (!mayDrop && !impl_->fit(deliveries)) return false;
  for (auto& delivery : deliveries) impl_->add(delivery);
  return true;
}

bool MemoryOutbox::hasRoom(const std::vector<Delivery>& deliveries) const {
  const std::lock_guard guard(impl_->mutex);
  return impl_->fit(deliveries);
}

bool MemoryOutbox::awaitRoom(const std::vector<Delivery>& deliveries, std::stop_token stop) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->room.wait(lock, std::move(stop), [&] { return impl_->fit(deliveries); });
}

std::vector<Delivery> MemoryOutbox::waiting(std::string_view sink, std::uint64_t after, std::size_t limit) const {
  const std::lock_guard guard(impl_->mutex);
  const auto* queue = impl_->find(sink);
  return queue ? queue->waiting(after, limit) : std::vector<Delivery>{};
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
  impl_->room.notify_all();
}

void MemoryOutbox::discard(const Delivery& delivery, const std::string& reason) {
  const std::lock_guard guard(impl_->mutex);
  impl_->queue(delivery.sink).discard(delivery, reason);
  impl_->room.notify_all();
}

void MemoryOutbox::bury(const Delivery& delivery, const Ending& ending) {
  const std::lock_guard guard(impl_->mutex);
  auto& queue = impl_->queue(delivery.sink);
  if (!queue.remove(delivery)) return;
  auto letter = delivery;
  letter.ending = ending;
  queue.addDead(std::move(letter));
  impl_->room.notify_all();
}

OutboxCounts MemoryOutbox::counts(std::string_view sink) const {
  const std::lock_guard guard(impl_->mutex);
  const auto* queue = impl_->find(sink);
  return queue ? queue->counts() : OutboxCounts{};
}

std::vector<std::string> MemoryOutbox::sinks() const {
  const std::lock_guard guard(impl_->mutex);
  std::vector<std::string> names;
  for (const auto& [name, queue] : impl_->queues) {
    if (!queue.empty() || !queue.deadLetters().empty()) names.push_back(name);
  }
  return names;
}

std::size_t MemoryOutbox::move(const std::string& from, const std::string& to) {
  if (from == to) return 0;
  const std::lock_guard guard(impl_->mutex);
  std::size_t count = 0;
  for (const auto& delivery : impl_->queue(from).idle()) {
    auto moved = delivery;
    moved.sink = to;
    if (!impl_->fit({moved})) break;
    impl_->queue(from).remove(delivery);
    impl_->add(moved);
    ++count;
  }
  impl_->room.notify_all();
  return count;
}

std::size_t MemoryOutbox::purge(const std::string& sink) {
  const std::lock_guard guard(impl_->mutex);
  auto& queue = impl_->queue(sink);
  const auto idle = queue.idle();
  for (const auto& delivery : idle) queue.discard(delivery, "purged");
  impl_->room.notify_all();
  return idle.size();
}

DeadLetters& MemoryOutbox::deadLetters() { return *impl_; }

OutboxHealth MemoryOutbox::health() const { return {}; }

}  // namespace herald::core
