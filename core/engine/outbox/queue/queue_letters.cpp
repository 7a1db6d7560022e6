// The dead letters of a QueueOutbox.
#include <algorithm>
#include <utility>

#include "engine/outbox/queue/queue_outbox_impl.h"

namespace herald::core {

namespace {

constexpr std::size_t kPage = 256;

}  // namespace

std::vector<Delivery> QueueOutbox::Impl::list(const DeadLetterQuery& query, std::uint64_t after, std::size_t limit) {
  std::vector<Delivery> result;
  std::vector<std::pair<std::uint64_t, std::string>> onDisk;
  {
    Lock lock(mutex);
    commit(lock);
    for (const auto& [name, queue] : queues) {
      if (!query.sink.empty() && query.sink != name) continue;
      for (const auto& [number, letter] : queue.deadInMemory().all()) {
        if (number > after && matches(query, *letter.whole)) result.push_back(*letter.whole);
      }
      for (const auto& [number, letter] : queue.deadOnDisk().all()) {
        if (number > after) onDisk.emplace_back(number, name);
      }
    }
  }
  std::sort(onDisk.begin(), onDisk.end());
  std::size_t found = 0;
  for (auto next = onDisk.begin(); next != onDisk.end() && found < limit;) {
    const auto end = next + std::min<std::ptrdiff_t>(kPage, onDisk.end() - next);
    for (auto& letter : readLetters({next, end})) {
      if (!matches(query, letter)) continue;
      result.push_back(std::move(letter));
      ++found;
    }
    next = end;
  }
  std::sort(result.begin(), result.end(),
            [](const auto& one, const auto& other) { return one.sequence < other.sequence; });
  if (result.size() > limit) result.erase(result.begin() + static_cast<std::ptrdiff_t>(limit), result.end());
  return result;
}

std::vector<Delivery> QueueOutbox::Impl::readLetters(const std::vector<std::pair<std::uint64_t, std::string>>& wanted) {
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, sink] : wanted) numbers.push_back(number);
  std::vector<Delivery> result;
  auto whole = read(numbers);
  if (!whole) throw Unreadable("dead letters cannot be read from disk now");
  for (const auto& [number, sink] : wanted) {
    const auto found = whole->find(number);
    if (found == whole->end()) {
      lose(sink, number);
    } else {
      result.push_back(std::move(found->second));
    }
  }
  return result;
}

Replay QueueOutbox::Impl::replay(const DeadLetterQuery& query, Clock::time_point now) {
  Replay result;
  std::uint64_t after = 0;
  for (;;) {
    const auto letters = list(query, after, kPage);
    Lock lock(mutex);
    for (const auto& letter : letters) {
      after = letter.sequence;
      switch (queue(letter.sink).revive(letter, sequence + 1, now)) {
        case SinkQueue::Revival::Gone: break;
        case SinkQueue::Revival::Stays: ++result.left; break;
        case SinkQueue::Revival::Waits:
          ++sequence;
          ++result.count;
          ++queue(letter.sink).totals().returned;
          result.sinks.insert(letter.sink);
      }
    }
    if (letters.size() < kPage) return commit(lock), result;
  }
}

std::size_t QueueOutbox::Impl::purge(const DeadLetterQuery& query) {
  std::size_t count = 0;
  for (;;) {
    const auto letters = list(query, 0, kPage);
    Lock lock(mutex);
    for (const auto& letter : letters) count += queue(letter.sink).removeDead(letter);
    if (letters.size() < kPage) return commit(lock), count;
  }
}

Clock::time_point QueueOutbox::Impl::expire(Clock::time_point now) {
  const std::lock_guard guard(mutex);
  auto next = now + bounds.deadLetterAge;
  for (auto& [name, queue] : queues) next = std::min(next, queue.expireDead(now));
  return next;
}

}  // namespace herald::core
