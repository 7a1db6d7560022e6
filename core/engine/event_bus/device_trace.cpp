// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/device_trace.h"

#include <utility>

namespace herald::core {

void DeviceTrace::add(const std::string& source, std::shared_ptr<const Event> event, Clock::time_point now) {
  if (read_.source != source) read_.source = source;
  bytes_ += sizeof(Event) + event->payload.size() + event->context.size();
  unread_.push_back({std::move(event), now});
  if (unread_.size() <= kMostEvents && bytes_ <= kMostBytes) return;
  update(read_, unread_);
  unread_.clear();
  bytes_ = 0;
}

DeviceStatus DeviceTrace::status() const {
  auto status = read_;
  update(status, unread_);
  return status;
}

}  // namespace herald::core
