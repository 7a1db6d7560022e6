// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"
#include "herald/template.h"

namespace herald::core {

/// How Herald names an event to people.
struct EventWords {
  std::string_view type;      ///< "PrintDone"
  std::string_view topic;     ///< "Print Done"
  std::string_view message;   ///< a template: "@{job.file.name|Your print} is done."
  std::string_view member{};  ///< if set, the words are only for events that have this member: "payload.reason",
  std::string_view value{};   ///< with this value as text; empty means any value
  bool addsFile = false;      ///< if there is a job, the message ends with the name of its file
};

inline constexpr std::string_view kProgressEvent = "PrintProgress";
inline constexpr std::string_view kLayerEvent = "PrintLayer";

/// The words for the events of printers, and those for Herald's own events. A type may have several entries, with the
/// same topic: the first one that applies holds, and the last one applies always.
const std::vector<EventWords>& allEventWords();

/// The first words for a type in upper or lower case; nullptr if there are none.
const EventWords* eventWords(std::string_view type);

/// The message for an event if the configuration has none; nullptr if there are no words for its type. Any thread may
/// call it, and the template stays valid.
const Template* defaultMessage(const Event& event);

/// True if any default message uses this variable.
bool defaultMessagesUse(std::string_view variable);

/// The value of a sink's `events` by default: the six events of OctoPrint-Webhooks, without progress.
std::string defaultEvents();

/// The types of Herald's own events.
std::vector<std::string> ownEvents();

}  // namespace herald::core
