// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/device_trace.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace herald::core {

namespace {

constexpr std::string_view kNothing = "{}";

}  // namespace

void DeviceTrace::add(const std::string& source, std::shared_ptr<const Event> event, Clock::time_point now,
                      std::size_t mostBytes) {
  if (read_.source != source) read_.source = source;
  noteLast(read_, {event, now});
  if (event->context.size() <= kNothing.size()) return;
  bytes_ += sizeof(Event) + event->payload.size() + event->context.size();
  unread_.push_back({std::move(event), now});
  if (unread_.size() <= kMostEvents && bytes_ <= std::min(mostBytes, kMostBytes)) return;
  readNews(read_, unread_);
  unread_.clear();
  bytes_ = 0;
}

DeviceStatus DeviceTrace::status() const {
  auto status = read_;
  readNews(status, unread_);
  return status;
}

}  // namespace herald::core
