// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/body_reader.h"

#include <algorithm>

namespace herald::core {

bool BodyReader::fill(std::vector<Delivery>& deliveries) const {
  std::vector<std::uint64_t> missing;
  for (const auto& delivery : deliveries) {
    if (!delivery.event) missing.push_back(delivery.sequence);
  }
  if (missing.empty()) return true;
  auto whole = storage_.read(missing);
  if (whole && whole->size() < missing.size()) {
    // A delivery that was just moved has its new sequence on disk only after the next commit.
    {
      const MutexLock lock(storage_.mutex);
      storage_.commit();
    }
    whole = storage_.read(missing);
  }
  const auto isUnread = [](const auto& delivery) { return !delivery.event; };
  if (!whole) {
    deliveries.erase(std::find_if(deliveries.begin(), deliveries.end(), isUnread), deliveries.end());
    return false;
  }
  for (auto& delivery : deliveries) {
    if (delivery.event) continue;
    const auto found = whole->find(delivery.sequence);
    delivery.event = found == whole->end() ? lose(delivery.sink, delivery.sequence) : found->second.event;
  }
  std::erase_if(deliveries, isUnread);
  return true;
}

std::vector<Delivery> BodyReader::deadLetters(const std::vector<std::pair<std::uint64_t, std::string>>& wanted) const {
  std::vector<std::uint64_t> sequences;
  sequences.reserve(wanted.size());
  for (const auto& [sequence, sink] : wanted) sequences.push_back(sequence);
  auto whole = storage_.read(sequences);
  if (!whole) throw Unreadable("dead letters cannot be read from disk now: Herald tries again every 10 seconds");
  std::vector<Delivery> result;
  for (const auto& [sequence, sink] : wanted) {
    const auto found = whole->find(sequence);
    if (found == whole->end()) {
      lose(sink, sequence);
    } else {
      result.push_back(std::move(found->second));
    }
  }
  return result;
}

/// Returns the event if the delivery is in memory by now, because the disk has refused it.
std::shared_ptr<const Event> BodyReader::lose(const std::string& sink, std::uint64_t sequence) const {
  const MutexLock lock(storage_.mutex);
  auto& queue = storage_.index.queue(sink);
  if (queue.lose(sequence)) storage_.sayLost(sequence, sink);
  const auto next = queue.waiting(sequence - 1, 1);
  return !next.empty() && next.front().sequence == sequence ? next.front().event : nullptr;
}

}  // namespace herald::core
