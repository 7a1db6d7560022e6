// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/event_bus/device_trace.h"
#include "engine/routes/route.h"
#include "herald/event.h"
#include "herald/mutex.h"

namespace herald::core {

/// How each device is, as far as the events say that pass the bus. It remembers a little of each of the last 1,000
/// devices, and nothing beyond the process. Herald's own events say nothing about a device. To note an event costs the
/// same however many devices there are. Every thread may call it.
class DeviceBoard {
 public:
  static constexpr std::size_t kMostDevices = 1000;

  /// Bytes of events that nobody has read yet. Each device may have its share. One that falls silent keeps the share of
  /// that time: so all of them have up to four times as much, if ever more devices come and fall silent.
  static constexpr std::size_t kMostUnread = std::size_t{1} << 20;

  void note(const Origin& origin, const std::vector<std::shared_ptr<const Event>>& events, Clock::time_point now)
      HERALD_EXCLUDES(mutex_);

  /// Forgets the devices of a source.
  void forget(const std::string& source) HERALD_EXCLUDES(mutex_);

  /// By device.
  std::map<std::string, DeviceStatus> devices() const HERALD_EXCLUDES(mutex_);

 private:
  using Devices = std::list<std::pair<const std::string, DeviceTrace>>;

  DeviceTrace& of(const std::string& device) HERALD_REQUIRES(mutex_);
  Devices copy() const HERALD_EXCLUDES(mutex_);

  mutable Mutex mutex_{};
  Devices devices_ HERALD_GUARDED_BY(mutex_){};  // the one that was silent longest comes first
  std::unordered_map<std::string_view, Devices::iterator> byName_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
