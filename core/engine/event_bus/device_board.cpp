// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/device_board.h"

#include <iterator>

namespace herald::core {

void DeviceBoard::note(const Origin& origin, const std::vector<std::shared_ptr<const Event>>& events,
                       Clock::time_point now) {
  if (isOwn(origin)) return;
  const MutexLock lock(mutex_);
  for (const auto& event : events) {
    auto& device = of(event->device);
    device.add(origin.source, event, now, kMostUnread / devices_.size());
  }
}

/// Makes it the last one. A new device takes the place of the one that was silent longest.
DeviceTrace& DeviceBoard::of(const std::string& device) {
  const auto found = byName_.find(device);
  if (found != byName_.end()) {
    devices_.splice(devices_.end(), devices_, found->second);
    return found->second->second;
  }
  if (devices_.size() >= kMostDevices) {
    byName_.erase(devices_.front().first);
    devices_.pop_front();
  }
  auto& added = devices_.emplace_back(device, DeviceTrace{});
  byName_.emplace(added.first, std::prev(devices_.end()));
  return added.second;
}

void DeviceBoard::forget(const std::string& source) {
  const MutexLock lock(mutex_);
  std::erase_if(devices_, [&](const auto& device) HERALD_REQUIRES(mutex_) {
    if (device.second.source() != source) return false;
    byName_.erase(device.first);
    return true;
  });
}

DeviceBoard::Devices DeviceBoard::copy() const {
  const MutexLock lock(mutex_);
  return devices_;
}

// It reads the events without the lock: publishers do not wait for that.
std::map<std::string, DeviceStatus> DeviceBoard::devices() const {
  std::map<std::string, DeviceStatus> result;
  for (const auto& [name, trace] : copy()) result.emplace(name, trace.status());
  return result;
}

}  // namespace herald::core
