// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/device_board.h"

#include <algorithm>

namespace herald::core {

void DeviceBoard::note(const Origin& origin, const std::vector<std::shared_ptr<const Event>>& events,
                       Clock::time_point now) {
  if (isOwn(origin)) return;
  const MutexLock lock(mutex_);
  for (const auto& event : events) update(of(event->device), origin.source, *event, now);
}

/// A new device takes the place of the one that was silent longest.
DeviceStatus& DeviceBoard::of(const std::string& device) {
  const auto found = devices_.find(device);
  if (found != devices_.end()) return found->second;
  if (devices_.size() >= kMostDevices) {
    devices_.erase(std::min_element(devices_.begin(), devices_.end(),
                                    [](const auto& a, const auto& b) { return a.second.heard < b.second.heard; }));
  }
  return devices_[device];
}

void DeviceBoard::forget(const std::string& source) {
  const MutexLock lock(mutex_);
  std::erase_if(devices_, [&](const auto& device) { return device.second.source == source; });
}

std::map<std::string, DeviceStatus> DeviceBoard::devices() const {
  const MutexLock lock(mutex_);
  return devices_;
}

}  // namespace herald::core
