// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/client/sent_events.h"

#include <string_view>

namespace herald::core {

namespace {

/// What stands behind "NAME: " at the beginning of the line; nothing if it is another field.
std::optional<std::string_view> fieldOf(std::string_view line, std::string_view name) {
  if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ':') return std::nullopt;
  line.remove_prefix(name.size() + 1);
  if (line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

}  // namespace

std::optional<SentEvent> readSentEvent(std::istream& stream) {
  SentEvent event;
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() && !event.name.empty()) return event;
    if (const auto id = fieldOf(line, "id")) event.id = *id;
    if (const auto name = fieldOf(line, "event")) event.name = *name;
    if (const auto data = fieldOf(line, "data")) event.data = *data;
  }
  return std::nullopt;
}

}  // namespace herald::core
