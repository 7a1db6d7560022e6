// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/waiting_deliveries.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace herald::core {

namespace {

/// By rank.
constexpr std::array kDropOrder{Category::Progress, Category::Other, Category::Error, Category::Lifecycle};

std::size_t rankOf(Category category) {
  return static_cast<std::size_t>(std::find(kDropOrder.begin(), kDropOrder.end(), category) - kDropOrder.begin());
}

FairBound::Item itemOf(std::uint64_t sequence, Category category, const WaitingDeliveries::Entry& entry) {
  return {.sequence = sequence,
          .rank = rankOf(category),
          .source = entry.source,
          .device = entry.device,
          .bytes = entry.size};
}

}  // namespace

void WaitingDeliveries::put(Item item) {
  bound_.add(itemOf(item.sequence, item.category, item.entry));
  if (item.event) putBody(item.sequence, {std::move(item.event), item.entry.size});
  oddRows_.erase(item.sequence);
  if (item.row != usualRow(item.sequence)) oddRows_.emplace(item.sequence, item.row);
  of(item.category).put(item.sequence, item.entry);
}

std::optional<WaitingDeliveries::Item> WaitingDeliveries::take(std::uint64_t sequence, Category category) {
  const auto entry = of(category).take(sequence);
  if (!entry) return std::nullopt;
  Item item{sequence, category, body(sequence), rowOf(sequence), *entry};
  bound_.remove(itemOf(sequence, category, *entry));
  takeBody(sequence);
  oddRows_.erase(sequence);
  return item;
}

WaitingDeliveries::Entry* WaitingDeliveries::find(std::uint64_t sequence, Category category) {
  return of(category).find(sequence);
}

const WaitingDeliveries::Entry* WaitingDeliveries::find(std::uint64_t sequence, Category category) const {
  return byCategory_.at(static_cast<std::size_t>(category)).find(sequence);
}

std::shared_ptr<const Event> WaitingDeliveries::body(std::uint64_t sequence) const {
  const auto* const found = bodies_.find(sequence);
  return found ? found->event : nullptr;
}

std::uint64_t WaitingDeliveries::rowOf(std::uint64_t sequence) const {
  const auto odd = oddRows_.find(sequence);
  return odd == oddRows_.end() ? usualRow(sequence) : odd->second;
}

auto WaitingDeliveries::visitAll() {
  return [this](const auto& visit) {
    for (const auto category : kDropOrder) {
      for (const auto& [sequence, entry] : of(category)) visit(itemOf(sequence, category, entry));
    }
  };
}

bool WaitingDeliveries::admits(const DeviceShares::Newcomers& newcomers) {
  return bound_.admits(visitAll(), newcomers);
}

std::optional<WaitingDeliveries::Item> WaitingDeliveries::takeToDrop() {
  const auto isUnclaimed = [this](const FairBound::Item& item) {
    return !of(kDropOrder.at(item.rank)).find(item.sequence)->claimed;
  };
  const auto first = bound_.first(visitAll(), isUnclaimed);
  return first ? take(first->sequence, kDropOrder.at(first->rank)) : std::nullopt;
}

// Counts from the end: only the few deliveries that came since the first call are behind `last`.
std::size_t WaitingDeliveries::upTo(std::uint64_t last) const {
  auto count = bound_.size();
  for (const auto& entries : byCategory_) {
    count -= entries.countAbove(last);
  }
  return count;
}

Clock::time_point WaitingDeliveries::oldest() const {
  auto oldest = Clock::time_point::max();
  for (const auto& entries : byCategory_) {
    if (!entries.empty()) oldest = std::min(oldest, entries.begin()->second.accepted);
  }
  return oldest;
}

std::uint64_t WaitingDeliveries::first() const {
  auto first = std::numeric_limits<std::uint64_t>::max();
  for (const auto& entries : byCategory_) {
    if (!entries.empty()) first = std::min(first, entries.begin()->first);
  }
  return first;
}

std::optional<std::pair<std::uint64_t, Category>> WaitingDeliveries::next(std::uint64_t after) const {
  std::optional<std::pair<std::uint64_t, Category>> lowest;
  for (std::size_t i = 0; i < byCategory_.size(); ++i) {
    const auto place = byCategory_[i].upperBound(after);
    if (place == byCategory_[i].end() || (lowest && lowest->first < place->first)) continue;
    lowest.emplace(place->first, static_cast<Category>(i));
  }
  return lowest;
}

std::vector<WaitingDeliveries::Item> WaitingDeliveries::items() const {
  std::vector<Item> items;
  items.reserve(bound_.size());
  for (std::size_t i = 0; i < byCategory_.size(); ++i) {
    for (const auto& [sequence, entry] : byCategory_[i]) {
      items.push_back({sequence, static_cast<Category>(i), body(sequence), rowOf(sequence), entry});
    }
  }
  std::sort(items.begin(), items.end(),
            [](const auto& one, const auto& other) { return one.sequence < other.sequence; });
  return items;
}

void WaitingDeliveries::keepBodies(std::size_t events, std::size_t bytes) {
  while (bodyCount_ > events || bodyBytes_ > bytes) takeBody(bodies_.begin()->first);
}

void WaitingDeliveries::putBody(std::uint64_t sequence, Body body) {
  takeBody(sequence);
  ++bodyCount_;
  bodyBytes_ += body.size;
  bodies_.put(sequence, std::move(body));
}

void WaitingDeliveries::takeBody(std::uint64_t sequence) {
  const auto taken = bodies_.take(sequence);
  if (!taken) return;
  --bodyCount_;
  bodyBytes_ -= taken->size;
}

}  // namespace herald::core
