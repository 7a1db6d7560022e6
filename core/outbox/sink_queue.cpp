#include "core/outbox/sink_queue.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr std::array kDropOrder{Category::Progress, Category::Other, Category::Error, Category::Lifecycle};

std::size_t sizeOf(const Delivery& delivery) {
  const auto& event = *delivery.event;
  return sizeof(Event) + sizeof(Delivery) + event.payload.size() + event.context.size() + event.type.size() +
         event.subject.size() + event.id.size() + event.source.size() + event.device.size() +
         delivery.deadReason.size();
}

}  // namespace

SinkQueue::SinkQueue(std::size_t limit, std::size_t bytes) : limit_(limit), bytesLimit_(bytes) {}

void SinkQueue::add(const Delivery& delivery) {
  const auto size = sizeOf(delivery);
  if (size > bytesLimit_) {
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

void SinkQueue::addDead(Delivery delivery) {
  deadBytes_ += sizeOf(delivery);
  dead_.push_back(std::move(delivery));
  while (dead_.size() > limit_ || deadBytes_ > bytesLimit_) {
    deadBytes_ -= sizeOf(dead_.front());
    dead_.pop_front();
    ++dropped_["too many dead letters"];
  }
}

bool SinkQueue::claim(const Delivery& delivery) {
  auto* entry = find(delivery);
  if (entry) entry->claimed = true;
  return entry != nullptr;
}

void SinkQueue::release(const Delivery& delivery) {
  if (auto* entry = find(delivery)) entry->claimed = false;
}

bool SinkQueue::remove(const Delivery& delivery) {
  if (entriesOf(delivery).erase(delivery.sequence) == 0) return false;
  --size_;
  bytes_ -= sizeOf(delivery);
  return true;
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

std::vector<Delivery> SinkQueue::deadLetters() const { return {dead_.begin(), dead_.end()}; }

OutboxCounts SinkQueue::counts() const { return {size_, dead_.size(), dropped_}; }

SinkQueue::Entries& SinkQueue::entriesOf(const Delivery& delivery) {
  return byCategory_.at(static_cast<std::size_t>(delivery.event->category));
}

SinkQueue::Entry* SinkQueue::find(const Delivery& delivery) {
  auto& entries = entriesOf(delivery);
  const auto found = entries.find(delivery.sequence);
  return found == entries.end() ? nullptr : &found->second;
}

bool SinkQueue::overfull() const { return size_ > limit_ || bytes_ > bytesLimit_; }

bool SinkQueue::dropOldest(Category category) {
  const auto& entries = byCategory_.at(static_cast<std::size_t>(category));
  const auto oldest =
      std::find_if(entries.begin(), entries.end(), [](const auto& item) { return !item.second.claimed; });
  if (oldest == entries.end()) return false;
  const auto delivery = oldest->second.delivery;
  ++dropped_["queue full: " + std::string(toString(category))];
  return remove(delivery);
}

}  // namespace herald::core
