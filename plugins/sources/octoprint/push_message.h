#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::octoprint {

/// One message of OctoPrint's push API (https://docs.octoprint.org/en/master/api/push.html): an object with one member,
/// whose name says what it is.
struct PushMessage {
  enum class Kind : std::uint8_t { Connected, Reauth, History, Current, Event, Other };
  Kind kind = Kind::Other;
  std::string_view body{};  ///< the member's raw value, within the text that was parsed
};

/// Nothing if `text` is no JSON object. What a later OctoPrint adds is Other.
std::optional<PushMessage> parsePush(std::string_view text);

/// What an `event` message says.
struct Fired {
  std::string type{};
  std::string payload{};  ///< a JSON object always; a payload that is none becomes its member `payload`
};

/// Nothing if the event has no type.
std::optional<Fired> parseEvent(std::string_view body);

}  // namespace herald::octoprint
