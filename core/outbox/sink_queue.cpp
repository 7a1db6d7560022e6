#include "core/outbox/sink_queue.h"

#include <algorithm>
#include <utility>

namespace herald::core {

namespace {

constexpr std::array kDropOrder{Category::Progress, Category::Other, Category::Error, Category::Lifecycle};

}  // namespace

std::size_t sizeOf(const Delivery& delivery) {
  const auto& event = *delivery.event;
  return sizeof(Event) + sizeof(Delivery) + event.payload.size() + event.context.size() + event.type.size() +
         event.subject.size() + event.id.size() + event.source.size() + event.device.size() +
         delivery.ending.reason.size() + delivery.ending.answer.size();
}

SinkQueue::SinkQueue(const QueueBounds& bounds) : bounds_(bounds) {}

void SinkQueue::add(const Delivery& delivery) {
  const auto size = sizeOf(delivery);
  if (size > bounds_.bytes) {
    ++dropped_["larger than the queue"];
    return;
  }
  entriesOf(delivery).emplace(delivery.sequence, Entry{delivery});
  ++size_;
  bytes_ += size;
  while (overfull() && std::any_of(kDropOrder.begin(), kDropOrder.end(),
                                   [this](Category category) { return dropOldest(category); })) {
  }
}

void SinkQueue::addDead(Delivery letter) {
  const auto oldest = letter.ending.time - bounds_.deadLetterAge;
  deadBytes_ += sizeOf(letter);
  dead_.emplace(letter.sequence, std::move(letter));
  while (dead_.size() > bounds_.events || deadBytes_ > bounds_.bytes) dropOldestDead("too many dead letters");
  while (!dead_.empty() && dead_.begin()->second.ending.time < oldest) dropOldestDead("too old: dead letter");
}

bool SinkQueue::claim(const Delivery& delivery) {
  auto* entry = find(delivery);
  if (entry) entry->claimed = true;
  return entry != nullptr;
}

void SinkQueue::release(const Delivery& delivery) {
  auto* entry = find(delivery);
  if (!entry) return;
  entry->claimed = false;
  entry->delivery.attempts = delivery.attempts;
}

bool SinkQueue::remove(const Delivery& delivery) {
  if (entriesOf(delivery).erase(delivery.sequence) == 0) return false;
  --size_;
  bytes_ -= sizeOf(delivery);
  return true;
}

bool SinkQueue::discard(const Delivery& delivery, const std::string& reason) {
  if (!remove(delivery)) return false;
  ++dropped_[reason];
  return true;
}

std::vector<Delivery> SinkQueue::idle() const {
  auto result = waiting(0, size_);
  std::erase_if(result, [this](const auto& delivery) {
    return byCategory_.at(static_cast<std::size_t>(delivery.event->category)).at(delivery.sequence).claimed;
  });
  return result;
}

std::optional<Delivery> SinkQueue::takeDead(std::uint64_t sequence) {
  auto node = dead_.extract(sequence);
  if (node.empty()) return std::nullopt;
  deadBytes_ -= sizeOf(node.mapped());
  return std::move(node.mapped());
}

bool SinkQueue::fits(std::size_t events, std::size_t bytes) const {
  return empty() || (size_ + events <= bounds_.events && bytes_ + bytes <= bounds_.bytes);
}

std::vector<Delivery> SinkQueue::waiting(std::uint64_t after, std::size_t limit) const {
  std::array<Entries::const_iterator, 4> next;
  for (std::size_t i = 0; i < next.size(); ++i) next[i] = byCategory_[i].upper_bound(after);
  std::vector<Delivery> result;
  while (result.size() < limit) {
    Entries::const_iterator* first = nullptr;
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (next[i] != byCategory_[i].end() && (!first || next[i]->first < (*first)->first)) first = &next[i];
    }
    if (!first) break;
    result.push_back((*first)->second.delivery);
    ++*first;
  }
  return result;
}

OutboxCounts SinkQueue::counts() const {
  OutboxCounts counts{.waiting = size_, .bytes = bytes_, .deadLetters = dead_.size(), .inMemoryOnly = size_};
  for (const auto& entries : byCategory_) {
    if (!entries.empty()) counts.oldest = std::min(counts.oldest, entries.begin()->second.delivery.accepted);
  }
  counts.dropped = dropped_;
  return counts;
}

SinkQueue::Entries& SinkQueue::entriesOf(const Delivery& delivery) {
  return byCategory_.at(static_cast<std::size_t>(delivery.event->category));
}

SinkQueue::Entry* SinkQueue::find(const Delivery& delivery) {
  auto& entries = entriesOf(delivery);
  const auto found = entries.find(delivery.sequence);
  return found == entries.end() ? nullptr : &found->second;
}

bool SinkQueue::overfull() const { return size_ > bounds_.events || bytes_ > bounds_.bytes; }

bool SinkQueue::dropOldest(Category category) {
  const auto& entries = byCategory_.at(static_cast<std::size_t>(category));
  const auto oldest =
      std::find_if(entries.begin(), entries.end(), [](const auto& item) { return !item.second.claimed; });
  if (oldest == entries.end()) return false;
  const auto delivery = oldest->second.delivery;
  return discard(delivery, "queue full: " + std::string(toString(category)));
}

void SinkQueue::dropOldestDead(const char* reason) {
  takeDead(dead_.begin()->first);
  ++dropped_[reason];
}

}  // namespace herald::core
