// SPDX-License-Identifier: Apache-2.0
#include "push_message.h"

#include <array>
#include <utility>

#include "herald/json.h"
#include "printing/python_json.h"

namespace herald::octoprint {
namespace {

using Kind = PushMessage::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 6> kKinds{{{"connected", Kind::Connected},
                                                                   {"reauthRequired", Kind::Reauth},
                                                                   {"history", Kind::History},
                                                                   {"current", Kind::Current},
                                                                   {"event", Kind::Event},
                                                                   {"plugin", Kind::Plugin}}};

}  // namespace

std::optional<PushMessage> parsePush(std::string& text) {
  if (!printing::isPythonObject(text)) return std::nullopt;
  for (const auto& [name, body] : jsonMembers(text)) {
    for (const auto& [known, kind] : kKinds)
      if (name == known) return PushMessage{kind, body};
  }
  return PushMessage{};
}

std::optional<OctoPrintEvent> parseEvent(std::string_view body) {
  const std::string_view type = jsonAt(body, "type");
  if (!type.starts_with('"')) return std::nullopt;
  OctoPrintEvent fired{jsonToText(type), "{}"};
  if (fired.type.empty()) return std::nullopt;
  const std::string_view payload = jsonAt(body, "payload");
  if (payload.starts_with('{')) {
    fired.payload = payload;
  } else if (!payload.empty() && payload != "null") {
    fired.payload = JsonObject().addRaw("payload", payload).text();
  }
  return fired;
}

}  // namespace herald::octoprint
