// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// How Herald names an event type to people.
struct EventWords {
  std::string_view type;     ///< "PrintDone"
  std::string_view topic;    ///< "Print Done"
  std::string_view message;  ///< a template: "Your print is done."
};

inline constexpr std::string_view kProgressEvent = "PrintProgress";

/// The words of OctoPrint-Webhooks 4.x for its seven events, and those for Herald's own events.
const std::vector<EventWords>& allEventWords();

/// The words for a type in upper or lower case; nullptr if there are none.
const EventWords* eventWords(std::string_view type);

/// The value of a sink's `events` by default: the six events of OctoPrint-Webhooks, without progress.
std::string defaultEvents();

}  // namespace herald::core
