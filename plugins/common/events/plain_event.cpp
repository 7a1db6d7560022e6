// SPDX-License-Identifier: Apache-2.0
#include "events/plain_event.h"

#include <algorithm>

#include "events/bad_event.h"
#include "herald/settings.h"
#include "printing/event_kinds.h"

namespace herald::events {
namespace {

const std::vector<std::string>& knownNames() {
  static const std::vector<std::string> names{"type", "device", "payload", "context",
                                              "id",   "time",   "subject", "category"};
  return names;
}

void checkNames(const EventMembers& members, std::string_view leftOut) {
  for (const auto& [name, raw] : members) {
    if (name == leftOut || std::find(knownNames().begin(), knownNames().end(), name) != knownNames().end()) continue;
    refuse("the event has an unknown member `" + name + "`" + didYouMean(name, knownNames()));
  }
}

}  // namespace

Event plainEvent(const EventMembers& members, std::string_view leftOut) {
  checkNames(members, leftOut);
  Event event;
  event.type = members.required("type");
  event.device = members.text("device");
  event.payload = members.object("payload");
  event.context = members.object("context");
  event.id = members.text("id");
  event.time = members.time("time");
  event.subject = members.text("subject");
  event.category = categoryIn(members, event.type);
  return event;
}

Category categoryIn(const EventMembers& members, const std::string& type) {
  const std::string wanted = members.text("category");
  if (wanted.empty()) return printing::categoryOf(type);
  for (const auto category : {Category::Lifecycle, Category::Error, Category::Progress, Category::Other}) {
    if (wanted == toString(category)) return category;
  }
  refuse("`category` must be lifecycle, error, progress or other");
}

}  // namespace herald::events
