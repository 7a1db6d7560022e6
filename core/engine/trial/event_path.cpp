// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/event_path.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/clock/time_source.h"
#include "engine/event_bus/event_bus.h"
#include "engine/outbox/kinds/memory_outbox.h"

namespace herald::core {

bool leadsTo(const Route& route, const std::string& sink) {
  return std::ranges::find(route.sinks, sink) != route.sinks.end();
}

Origin originOf(const Plan& plan, const Event& event) {
  if (const auto named = plan.sources.find(event.source); named != plan.sources.end()) return named->second.origin;
  for (const auto& [name, source] : plan.sources) {
    if (source.origin.device == event.device) return source.origin;
  }
  const auto name = event.source.empty() ? event.device : event.source;
  return {name, event.device, {}};
}

std::vector<Delivery> deliveriesFor(const Plan& plan, const std::string& sink, const Origin& origin, Event event,
                                    Millis limit) {
  SystemTime time;
  MemoryOutbox outbox;
  EventBus bus(
      outbox, time, [](const std::set<std::string>&) {}, limit);
  bus.setRoutes(plan.routes);
  auto all = bus.preview(origin, std::move(event));
  std::erase_if(all, [&](const Delivery& delivery) { return delivery.sink != sink; });
  return all;
}

std::string whyNoDelivery(const Plan& plan, const std::string& sink, const Event& event) {
  const auto origin = originOf(plan, event);
  bool isFromOthers = false;
  std::string steps;
  for (const auto& route : plan.routes) {
    if (!leadsTo(*route, sink)) continue;
    if (route->matches(origin, event)) {
      for (const auto& step : route->steps) steps += (steps.empty() ? "`" : ", `") + step.name + "`";
      continue;
    }
    auto anyone = *route;
    anyone.from.clear();
    isFromOthers |= anyone.matches(origin, event);
  }
  if (!steps.empty()) return "Not sent: " + steps + " holds back this event.";
  if (isFromOthers) return "Not sent: `from` selects other printers than " + event.device + ".";
  return "Not sent: `events` does not select " + event.type + ", and no route leads it here.";
}

}  // namespace herald::core
