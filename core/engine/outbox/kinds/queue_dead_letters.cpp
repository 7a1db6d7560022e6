// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/kinds/queue_dead_letters.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr std::size_t kPage = 256;

}  // namespace

std::vector<Delivery> QueueDeadLetters::list(const DeadLetterQuery& query, std::uint64_t after, std::size_t limit) {
  std::vector<Delivery> result;
  const auto onDisk = collect(query, after, result);
  std::size_t found = 0;
  for (auto next = onDisk.begin(); next != onDisk.end() && found < limit;) {
    const auto end = next + std::min<std::ptrdiff_t>(kPage, onDisk.end() - next);
    for (auto& letter : bodies_.deadLetters({next, end})) {
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

QueueDeadLetters::OnDisk QueueDeadLetters::collect(const DeadLetterQuery& query, std::uint64_t after,
                                                   std::vector<Delivery>& inMemory) {
  OnDisk onDisk;
  auto wanted = query.sequences;
  std::sort(wanted.begin(), wanted.end());
  const auto isWanted = [&](std::uint64_t sequence) {
    return wanted.empty() || std::binary_search(wanted.begin(), wanted.end(), sequence);
  };
  const MutexLock lock(storage_.mutex);
  storage_.commit();
  for (const auto& [name, queue] : storage_.index.queues()) {
    if (!query.sink.empty() && query.sink != name) continue;
    for (const auto& [sequence, letter] : queue.deadLetters().inMemory().all()) {
      if (sequence > after && isWanted(sequence) && matches(query, *letter.whole)) inMemory.push_back(*letter.whole);
    }
    for (const auto& [sequence, letter] : queue.deadLetters().onDisk().all()) {
      if (sequence > after && isWanted(sequence)) onDisk.emplace_back(sequence, name);
    }
  }
  std::sort(onDisk.begin(), onDisk.end());
  return onDisk;
}

Replay QueueDeadLetters::replay(const DeadLetterQuery& query, Clock::time_point now) {
  Replay result;
  std::uint64_t after = 0;
  for (;;) {
    const auto letters = list(query, after, kPage);
    const MutexLock lock(storage_.mutex);
    for (const auto& letter : letters) {
      after = letter.sequence;
      storage_.index.replay(letter, now, result);
    }
    if (letters.size() == kPage) continue;
    storage_.commit();
    return result;
  }
}

std::size_t QueueDeadLetters::purge(const DeadLetterQuery& query) {
  std::size_t count = 0;
  for (;;) {
    const auto letters = list(query, 0, kPage);
    const MutexLock lock(storage_.mutex);
    for (const auto& letter : letters) {
      if (!storage_.index.queue(letter.sink).deadLetters().remove(letter.sequence)) continue;
      storage_.step(LogStep::Purged, letter.sink, letter.event->category, letter.event, "a dead letter was purged");
      ++count;
    }
    if (letters.size() == kPage) continue;
    storage_.commit();
    return count;
  }
}

Clock::time_point QueueDeadLetters::expire(Clock::time_point now) {
  const MutexLock lock(storage_.mutex);
  return storage_.index.expireDeadLetters(now);
}

}  // namespace herald::core
