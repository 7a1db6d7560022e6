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
  countBody(item.entry, true);
  auto& first = firstBody_.at(static_cast<std::size_t>(item.category));
  if (item.entry.event) first = std::min(first, item.sequence);
  of(item.category).insert_or_assign(item.sequence, std::move(item.entry));
}

std::optional<WaitingDeliveries::Item> WaitingDeliveries::take(std::uint64_t sequence, Category category) {
  const auto place = of(category).find(sequence);
  return place == of(category).end() ? std::nullopt : std::optional(remove(category, place));
}

WaitingDeliveries::Entry* WaitingDeliveries::find(std::uint64_t sequence, Category category) {
  const auto place = of(category).find(sequence);
  return place == of(category).end() ? nullptr : &place->second;
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
    return !of(kDropOrder.at(item.rank)).at(item.sequence).claimed;
  };
  const auto first = bound_.first(visitAll(), isUnclaimed);
  return first ? take(first->sequence, kDropOrder.at(first->rank)) : std::nullopt;
}

// Counts from the end: only the few deliveries that came since the first call are behind `last`.
std::size_t WaitingDeliveries::upTo(std::uint64_t last) const {
  auto count = bound_.size();
  for (const auto& entries : byCategory_) {
    count -= static_cast<std::size_t>(std::distance(entries.upper_bound(last), entries.end()));
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
    const auto place = byCategory_[i].upper_bound(after);
    if (place == byCategory_[i].end() || (lowest && lowest->first < place->first)) continue;
    lowest.emplace(place->first, static_cast<Category>(i));
  }
  return lowest;
}

std::vector<WaitingDeliveries::Item> WaitingDeliveries::items() const {
  std::vector<Item> items;
  items.reserve(bound_.size());
  for (std::size_t i = 0; i < byCategory_.size(); ++i) {
    for (const auto& [sequence, entry] : byCategory_[i]) items.push_back({sequence, static_cast<Category>(i), entry});
  }
  std::sort(items.begin(), items.end(),
            [](const auto& one, const auto& other) { return one.sequence < other.sequence; });
  return items;
}

void WaitingDeliveries::keepBodies(std::size_t events, std::size_t bytes) {
  while (bodies_ > events || bodyBytes_ > bytes) {
    std::size_t category = 0;
    Entries::iterator oldest{};
    bool found = false;
    for (std::size_t i = 0; i < byCategory_.size(); ++i) {
      const auto first = byCategory_[i].lower_bound(firstBody_[i]);
      if (first == byCategory_[i].end() || (found && first->first >= oldest->first)) continue;
      category = i;
      oldest = first;
      found = true;
    }
    if (!found) return;
    countBody(oldest->second, false);
    oldest->second.event.reset();
    firstBody_[category] = oldest->first + 1;
  }
}

WaitingDeliveries::Item WaitingDeliveries::remove(Category category, Entries::iterator place) {
  Item item{place->first, category, std::move(place->second)};
  of(category).erase(place);
  bound_.remove(itemOf(item.sequence, category, item.entry));
  countBody(item.entry, false);
  return item;
}

void WaitingDeliveries::countBody(const Entry& entry, bool there) {
  if (!entry.event) return;
  there ? ++bodies_ : --bodies_;
  there ? bodyBytes_ += entry.size : bodyBytes_ -= entry.size;
}

}  // namespace herald::core
