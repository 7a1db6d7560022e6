// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "herald/export.h"

namespace herald::inline v1 {

/// The kind of an event. It decides how long Herald tries to deliver the event, and whether a newer event may replace
/// it (Progress only). A full queue drops Progress first and Lifecycle last.
enum class Category : std::uint8_t { Lifecycle, Error, Progress, Other };

/// Something that happened on a device, as a source reported it. A value: copy and move it freely. On the wire its
/// fields have the names of CloudEvents 1.0 (https://github.com/cloudevents/spec).
///
/// The source fills the first group of fields. It may fill the second group. Herald fills those that are still empty
/// when it accepts the event.
struct Event {
  std::string type{};                   ///< "PrintDone"; the only field that a source must set
  std::string payload{"{}"};            ///< what happened: a JSON object as text
  std::string context{"{}"};            ///< what the device reported at that moment: a JSON object as text
  Category category = Category::Other;  ///< Other: Herald takes that of the type, see categoryOf()
  std::string subject{};                ///< the job; empty if the event belongs to no job

  std::string id{};      ///< a UUIDv7; the same on every attempt and for every sink
  std::string source{};  ///< the name of the source in the configuration
  std::string device{};  ///< the device; Herald keeps the order of the events of one device
  std::chrono::system_clock::time_point time{};
};

/// "lifecycle", "error", "progress" or "other". Any thread may call it.
HERALD_API std::string_view toString(Category category);

/// The category of an event type that Herald knows: those of OctoPrint (https://docs.octoprint.org/en/master/events/)
/// and those that Herald's sources add. "PrintDone" is Lifecycle. Any other type is Other. Any thread may call it.
HERALD_API Category categoryOf(std::string_view type);

/// The time by RFC 3339, in UTC with milliseconds: "2026-01-31T08:15:30.250Z". A time outside the years 0 to 9999
/// becomes the nearest one within. Any thread may call it.
HERALD_API std::string toRfc3339(std::chrono::system_clock::time_point time);

/// Reads a time of RFC 3339 with any fraction and any offset: "2026-01-31T08:15:30.25+01:00". A leap second becomes the
/// second after it. Returns nothing if the text is malformed, or if the time is not between 1970 and 2261: an event
/// cannot hold another one. Any thread may call it.
HERALD_API std::optional<std::chrono::system_clock::time_point> parseRfc3339(std::string_view text);

}  // namespace herald::inline v1
