// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "engine/event_bus/device_status.h"

namespace herald::core {

/// What Herald has heard of one device: a status, and the newest events, which nobody has read yet. To add an event
/// costs almost nothing. They are read when somebody asks for the status, or when they are many; then one is usually
/// enough for all. An event without a context says nothing more than its type, so it is not kept. A value.
class DeviceTrace {
 public:
  // At most this much is unread.
  static constexpr std::size_t kMostEvents = 32;
  static constexpr std::size_t kMostBytes = std::size_t{16} << 10;

  /// At most `mostBytes` stay unread, and never more than kMostBytes.
  void add(const std::string& source, std::shared_ptr<const Event> event, Clock::time_point now,
           std::size_t mostBytes = kMostBytes);

  const std::string& source() const { return read_.source; }  ///< of the last event
  DeviceStatus status() const;

 private:
  DeviceStatus read_{};               // by the events before those that are unread, and of the last one its type
  std::vector<HeardEvent> unread_{};  // the oldest first
  std::size_t bytes_ = 0;             // of these
};

}  // namespace herald::core
