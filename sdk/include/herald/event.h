#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "herald/export.h"

namespace herald::inline v1 {

/// What kind of news an event is. It decides how long it stays worth delivering, what is dropped first when a queue is
/// full (Progress), what last (Lifecycle), and whether a newer event may take its place (Progress only).
enum class Category : std::uint8_t { Lifecycle, Error, Progress, Other };

/// Something that happened on a device, as a source reported it. A value: copied and moved freely, never shared and
/// changed. On the wire its fields carry the names of CloudEvents 1.0 (https://github.com/cloudevents/spec).
///
/// A source fills the first group. What it leaves empty of the second group, the core fills when it accepts the event.
struct Event {
  std::string type{};         ///< "PrintDone"; the only field that has to be set
  std::string payload{"{}"};  ///< what happened: a JSON object as text
  std::string context{"{}"};  ///< what the device reported at that moment: a JSON object as text
  Category category = Category::Other;
  std::string subject{};  ///< the job; empty if the event belongs to none

  std::string id{};      ///< a UUIDv7, the same on every attempt and for every sink
  std::string source{};  ///< the name of the source in the configuration
  std::string device{};  ///< whose event it is; the order of one device's events is kept
  std::chrono::system_clock::time_point time{};
};

/// "lifecycle", "error", "progress" or "other".
HERALD_API std::string_view toString(Category category);

/// The time as RFC 3339 writes it, in UTC with milliseconds: "2026-01-31T08:15:30.250Z".
HERALD_API std::string toRfc3339(std::chrono::system_clock::time_point time);

}  // namespace herald::inline v1
