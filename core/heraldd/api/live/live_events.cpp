// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/live/live_events.h"

#include "heraldd/api/live/event_json.h"

namespace herald::core {

namespace {

constexpr const char* kName = "event";

}  // namespace

void publish(LiveFeed& feed, const std::vector<std::shared_ptr<const Event>>& events) {
  if (!feed.isWanted(kName)) return;
  for (const auto& event : events) {
    feed.publish({.name = kName,
                  .data = std::function([&event] { return eventJson(*event, false); }),
                  .device = event->device,
                  .type = event->type});
  }
}

}  // namespace herald::core
