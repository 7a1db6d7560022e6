// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "herald/event.h"
#include "herald/outcome.h"

namespace herald::core {

/// What the events of a device said about it, as far as they said it. A value.
struct DeviceStatus {
  std::string source{};             ///< the source of the last event, as the configuration names it
  std::string state{};              ///< "Printing"; empty if no event said it
  bool printing = false;            ///< true while the time goes by
  std::string file{};               ///< the name of the job's file
  std::optional<double> percent{};  ///< of the job, 0 to 100

  std::string event{};                           ///< the type of the last event
  std::string id{};                              ///< its id
  std::chrono::system_clock::time_point time{};  ///< when it happened
  Clock::time_point heard{};                     ///< when Herald accepted it

  /// The time until the job ends; nothing if no event said it.
  std::optional<std::chrono::seconds> left(Clock::time_point now) const;

  std::optional<std::chrono::seconds> leftAtReport{};  ///< the time left when an event said it
  Clock::time_point reported{};                        ///< when that was

  bool operator==(const DeviceStatus&) const = default;
};

/// An event of a device, and when Herald accepted it.
struct HeardEvent {
  std::shared_ptr<const Event> event{};
  Clock::time_point heard{};
};

/// Takes over which event was the last one. The text of its type is cut after 200 bytes.
void noteLast(DeviceStatus& device, const HeardEvent& last);

/// Takes over what these events say of the device, the oldest first: the members `state`, `job` and `progress` of their
/// contexts, which have OctoPrint's names. Texts are cut after 200 bytes. It reads no event that says nothing newer
/// than those after it.
void readNews(DeviceStatus& device, std::span<const HeardEvent> events);

}  // namespace herald::core
