// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::octoprint {

/// One message of OctoPrint's push API (https://docs.octoprint.org/en/master/api/push.html). It is a JSON object with
/// one member, and the name of that member is the kind of the message.
struct PushMessage {
  enum class Kind : std::uint8_t { Connected, Reauth, History, Current, Event, Plugin, Other };
  Kind kind = Kind::Other;
  std::string_view body{};  ///< the raw value of the member; it points into the parsed text
};

/// Returns nothing if `text` is not a JSON object. A kind that Herald does not know is Other. A number that JSON does
/// not have, such as NaN, becomes null in `text`.
std::optional<PushMessage> parsePush(std::string& text);

/// The content of an `event` message.
struct OctoPrintEvent {
  std::string type{};
  std::string payload{};  ///< always a JSON object; any other payload becomes its member `payload`
};

/// Returns nothing if the event has no type.
std::optional<OctoPrintEvent> parseEvent(std::string_view body);

}  // namespace herald::octoprint
