// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/live/event_json.h"

#include "herald/json.h"

namespace herald::core {

std::string eventJson(const Event& event, bool isExample) {
  return JsonObject()
      .add("id", event.id)
      .add("type", event.type)
      .add("device", event.device)
      .add("source", event.source)
      .add("time", toRfc3339(event.time))
      .add("subject", event.subject)
      .add("category", toString(event.category))
      .add("example", isExample)
      .text();
}

}  // namespace herald::core
