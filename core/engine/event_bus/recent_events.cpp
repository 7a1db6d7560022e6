// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/recent_events.h"

#include <iterator>

namespace herald::core {

namespace {

std::size_t keptBytes(const Event& event) {
  return sizeof(Event) + event.payload.size() + event.context.size() + event.device.size() + event.type.size();
}

}  // namespace

void RecentEvents::note(const std::vector<std::shared_ptr<const Event>>& events) {
  const MutexLock lock(mutex_);
  for (const auto& event : events) {
    if (const auto before = byKey_.find({event->device, event->type}); before != byKey_.end()) drop(before->second);
    events_.push_front(event);
    byKey_.emplace(Key{event->device, event->type}, events_.begin());
    bytes_ += keptBytes(*event);
    while (events_.size() > kMostEvents || bytes_ > kMostBytes) drop(std::prev(events_.end()));
  }
}

void RecentEvents::drop(Events::iterator event) {
  bytes_ -= keptBytes(**event);
  byKey_.erase({(*event)->device, (*event)->type});
  events_.erase(event);
}

std::vector<std::shared_ptr<const Event>> RecentEvents::all() const {
  const MutexLock lock(mutex_);
  return {events_.begin(), events_.end()};
}

}  // namespace herald::core
