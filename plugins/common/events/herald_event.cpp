// SPDX-License-Identifier: Apache-2.0
#include "events/herald_event.h"

#include <string>

#include "events/bad_event.h"
#include "events/event_members.h"
#include "events/plain_event.h"
#include "herald/json.h"

namespace herald::events {

bool restoreHeraldEvent(Event& event) {
  const auto attributes = jsonAt(event.context, "cloudevent");
  if (attributes.empty() || !isJsonObject(attributes)) return false;
  const EventMembers members(attributes, OddText::Mended);
  if (members.text("device").empty() || !members.has("category")) return false;
  const auto category = categoryIn(members, event.type);
  auto device = members.required("device");
  auto source = members.text("heraldsource");
  const auto context = members.raw(std::string(kContextAttribute));
  std::string itsContext = context.empty() ? "{}" : jsonToText(context);
  if (!isJsonObject(itsContext)) refuse("`heraldcontext` must be a JSON object as text");
  event.category = category;
  event.source = source.empty() ? device : std::move(source);
  event.device = std::move(device);
  event.context = std::move(itsContext);
  return true;
}

}  // namespace herald::events
