// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/event_check.h"

#include <string_view>

#include "herald/json.h"

namespace herald::core {

namespace {

std::string whyNoObject(const Event& event, std::string_view member, std::string_view text) {
  if (isJsonObject(text)) return {};
  const auto error = jsonError(text);
  return "the " + std::string(member) + " of " + event.type + " is not a JSON object" +
         (error.empty() ? "" : ": " + error);
}

}  // namespace

std::string whyRefused(const Event& event) {
  if (event.type.empty()) return "an event has no type: set its type";
  auto why = whyNoObject(event, "payload", event.payload);
  return why.empty() ? whyNoObject(event, "context", event.context) : why;
}

std::string whyRefused(const Event& event, const Event& parent) {
  if (event.type.empty()) return "an event has no type: set its type";
  std::string why;
  if (event.payload != parent.payload) why = whyNoObject(event, "payload", event.payload);
  if (why.empty() && event.context != parent.context) why = whyNoObject(event, "context", event.context);
  return why;
}

}  // namespace herald::core
