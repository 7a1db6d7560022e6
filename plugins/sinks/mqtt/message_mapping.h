// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connection.h"
#include "herald/event.h"
#include "herald/settings.h"
#include "herald/template.h"

namespace herald::mqtt {

/// Which part of a message is which field of an event, as the user wrote it: templates with these variables.
///
///   topic       the whole topic
///   levels      its levels, counted from 0: @levels.1
///   payload     the payload: JSON as it is, or any other text as a string
///   text        the payload if it is a word, a number or a sentence; empty if it is a JSON object or array
///   retained    true if the broker had kept the message
///
/// Any message becomes an event, whatever it has in it, unless `types` gives its type no name. Immutable; any thread
/// may use it.
class MessageMapping {
 public:
  static std::vector<Option> options();

  MessageMapping() = default;
  explicit MessageMapping(const Settings& settings);  ///< throws BadSettings

  /// The event of a message; nothing if the user wants none of its type. Herald fills the fields that the message does
  /// not give: the device, and the time.
  std::optional<Event> event(const Received& message) const;

 private:
  Template device_{}, type_{}, time_{}, payload_{}, subject_{};
  std::map<std::string, std::string> names_{};  ///< by type as rendered
};

/// A time of RFC 3339, or Unix seconds or milliseconds; nothing for any other text.
std::optional<std::chrono::system_clock::time_point> parseTime(const std::string& text);

}  // namespace herald::mqtt
