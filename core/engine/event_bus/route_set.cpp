// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/route_set.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "engine/event_bus/delivery_drafts.h"

namespace herald::core {

namespace {

std::vector<RoutedEvent> matching(const Route& route, const Origin& origin, const RouteSet::Events& events) {
  std::vector<RoutedEvent> found;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (route.matches(origin, *events[i])) found.push_back({i, events[i], {}});
  }
  return found;
}

void logDeadLetter(const Route& route, const RoutedEvent& dead) {
  auto& logger = Poco::Logger::get("route." + route.name);
  logger.error(dead.event->type + " of " + dead.event->device + " is a dead letter: " + dead.deadReason);
}

}  // namespace

RouteSet::RouteSet(const std::vector<std::shared_ptr<const BusRoute>>& routes, const RouteSet& before, Millis limit) {
  for (const auto& route : routes) {
    auto old = before.runnerOf(route);
    runners_.push_back(old ? std::move(old) : std::make_shared<RouteRunner>(route, limit));
  }
}

RouteSet::~RouteSet() {
  runners_.clear();
  unused_.set_value();
}

std::shared_ptr<RouteRunner> RouteSet::runnerOf(const std::shared_ptr<const BusRoute>& route) const {
  const auto found =
      std::find_if(runners_.begin(), runners_.end(), [&](const auto& runner) { return runner->route() == route; });
  return found == runners_.end() ? nullptr : *found;
}

std::vector<Delivery> RouteSet::route(const Origin& origin, const Events& events, const TimeSource& time,
                                      std::vector<Note>& notes) const {
  DeliveryDrafts drafts;
  for (const auto& runner : runners_) {
    const auto& route = *runner->route();
    auto selected = matching(route, origin, events);
    if (selected.empty()) continue;
    for (const auto& routed : runner->run(std::move(selected), notes)) {
      if (!routed.deadReason.empty()) logDeadLetter(route, routed);
      for (const auto& sink : route.sinks) {
        if (sink != origin.notTo) drafts.add(routed, sink);
      }
    }
  }
  return drafts.take(time);
}

std::vector<Delivery> RouteSet::expected(const Origin& origin, const Events& events) const {
  std::vector<Delivery> deliveries;
  std::set<std::pair<const Event*, std::string_view>> seen;
  for (const auto& runner : runners_) {
    const auto& route = *runner->route();
    for (const auto& event : events) {
      if (!route.matches(origin, *event)) continue;
      for (const auto& sink : route.sinks) {
        if (sink == origin.notTo || !seen.emplace(event.get(), sink).second) continue;
        deliveries.push_back({.sink = sink, .event = event});
      }
    }
  }
  return deliveries;
}

bool RouteSet::meetsTransforms(const Origin& origin, const Events& events) const {
  return std::any_of(runners_.begin(), runners_.end(), [&](const auto& runner) {
    const auto& route = *runner->route();
    return !route.steps.empty() &&
           std::any_of(events.begin(), events.end(), [&](const auto& event) { return route.matches(origin, *event); });
  });
}

}  // namespace herald::core
