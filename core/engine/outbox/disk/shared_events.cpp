// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/shared_events.h"

#include <algorithm>
#include <utility>

namespace herald::core {

namespace {

constexpr std::uint64_t kFirst = 1;  // the bit of the row that has the event

}  // namespace

void SharedEvents::add(std::uint64_t first, std::uint64_t row, bool firstWaits) {
  auto place = events_.end();
  if (!events_.empty() && first <= events_.back().first) {
    place = std::lower_bound(events_.begin(), events_.end(), first,
                             [](const Event& event, std::uint64_t wanted) { return event.first < wanted; });
  }
  if (place == events_.end() || place->first != first) place = events_.insert(place, Event{first});
  place->waiting |= std::uint64_t{1} << (row - first) | (firstWaits ? kFirst : 0);
}

/// The place of the event that this row shares; events_.size() if it shares none. The rows of one event may lie between
/// those of another.
std::size_t SharedEvents::indexOf(std::uint64_t row) const {
  auto event = std::upper_bound(events_.begin(), events_.end(), row,
                                [](std::uint64_t wanted, const Event& one) { return wanted < one.first; });
  while (event != events_.begin()) {
    --event;
    const auto distance = row - event->first;
    if (distance > kReach) break;
    const bool isIn = distance == 0 ? event->waiting != 0 : (event->waiting >> distance & 1) != 0;
    if (isIn) return static_cast<std::size_t>(event - events_.begin());
  }
  return events_.size();
}

bool SharedEvents::isKept(std::uint64_t row) const {
  const auto index = indexOf(row);
  return index < events_.size() && events_[index].first == row && (events_[index].waiting & kFirst) == 0;
}

void SharedEvents::revive(std::uint64_t row) {
  if (isKept(row)) events_[indexOf(row)].waiting |= kFirst;
}

SharedEvents::Ended SharedEvents::end(std::vector<std::uint64_t> rows) {
  if (events_.empty()) return {.gone = std::move(rows)};
  Ended ended;
  std::vector<std::size_t> touched;
  for (const auto row : rows) {
    const auto index = indexOf(row);
    if (index == events_.size()) {
      ended.gone.push_back(row);
      continue;
    }
    auto& event = events_[index];
    event.waiting &= ~(std::uint64_t{1} << (row - event.first));
    (row == event.first ? ended.kept : ended.gone).push_back(row);
    touched.push_back(index);
  }
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  for (const auto index : touched) settle(events_[index], ended.gone);
  std::erase_if(ended.kept, [this](std::uint64_t row) { return !contains(row); });
  tidy();
  return ended;
}

/// Forgets an event that is no longer shared: no delivery needs it, or only that in its own row.
void SharedEvents::settle(Event& event, std::vector<std::uint64_t>& gone) {
  if (event.waiting > kFirst) return;
  if (event.waiting == 0) gone.push_back(event.first);
  event.waiting = 0;
  ++forgotten_;
}

void SharedEvents::tidy() {
  if (forgotten_ <= events_.size() / 2) return;
  std::erase_if(events_, [](const Event& event) { return event.waiting == 0; });
  forgotten_ = 0;
}

}  // namespace herald::core
