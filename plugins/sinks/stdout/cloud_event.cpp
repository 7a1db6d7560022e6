// SPDX-License-Identifier: Apache-2.0
#include "cloud_event.h"

#include <algorithm>

#include "herald/json.h"

namespace herald::stdout_sink {
namespace {

/// The JSON text on one line. JSON strings contain no line breaks, so all line breaks can be removed.
std::string onOneLine(std::string json) {
  std::erase_if(json, [](char c) { return c == '\n' || c == '\r'; });
  return json;
}

}  // namespace

std::string cloudEvent(const Event& event, bool withContext) {
  JsonObject data;
  data.addRaw("payload", event.payload);
  if (withContext) data.addRaw("context", event.context);
  return onOneLine(JsonObject()
                       .add("specversion", "1.0")
                       .add("id", event.id)
                       .add("type", event.type)
                       .add("source", event.device)
                       .add("time", toRfc3339(event.time))
                       .addRaw("data", data.text())
                       .text());
}

}  // namespace herald::stdout_sink
