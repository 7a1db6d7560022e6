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

void logDeadLetter(const Route& route, const RoutedEvent& dead) {
  auto& logger = Poco::Logger::get("route." + route.name);
  logger.error(dead.event->type + " of " + dead.event->device + " is a dead letter: " + dead.deadReason);
}

/// Adds what one route takes to its sinks.
void addDrafts(const Route& route, const std::vector<RoutedEvent>& events, const std::string& notTo,
               DeliveryDrafts& drafts) {
  for (const auto& routed : events) {
    if (!routed.deadReason.empty()) logDeadLetter(route, routed);
    for (const auto& sink : route.sinks) {
      if (sink != notTo) drafts.add(routed, sink);
    }
  }
}

std::vector<RoutedEvent> matching(const Route& route, const Origin& origin, const RouteSet::Events& events) {
  std::vector<RoutedEvent> found;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (route.matches(origin, *events[i])) found.push_back({i, events[i], {}});
  }
  return found;
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
                                      std::vector<Note>& notes, const Holdings& holdings) const {
  DeliveryDrafts drafts;
  for (const auto& runner : runners_) {
    const auto& route = *runner->route();
    auto selected = matching(route, origin, events);
    if (selected.empty()) continue;
    addDrafts(route, runner->run(std::move(selected), notes, origin.notTo), origin.notTo, drafts);
  }
  return drafts.take(time, holdings);
}

std::shared_ptr<TimerBook> RouteSet::timersOf(const StoredTimer& timer) const {
  for (const auto& runner : runners_) {
    if (auto timers = runner->timersOf(timer)) return timers;
  }
  return nullptr;
}

bool RouteSet::wake(const StoredTimer& timer, const TimeSource& time, const Store& store) const {
  const auto has = [&](const auto& runner) { return runner->timersOf(timer) != nullptr; };
  const auto found = std::find_if(runners_.begin(), runners_.end(), has);
  if (found == runners_.end()) return true;
  return (*found)->wake(timer, time.wallClock(),
                        [&](const std::vector<RoutedEvent>& events, const std::vector<Note>& notes) {
                          DeliveryDrafts drafts;
                          addDrafts(*(*found)->route(), events, timer.notTo, drafts);
                          auto deliveries = drafts.take(time);
                          store(deliveries, notes);
                        });
}

std::vector<std::shared_ptr<TimerBook>> RouteSet::timers() const {
  std::vector<std::shared_ptr<TimerBook>> all;
  for (const auto& runner : runners_) {
    for (const auto& step : runner->route()->steps) {
      if (step.timers) all.push_back(step.timers);
    }
  }
  return all;
}

std::vector<Delivery> RouteSet::expected(const Origin& origin, const Events& events, const Holdings& holdings) const {
  std::vector<Delivery> deliveries;
  std::set<std::pair<const Event*, std::string_view>> seen;
  for (const auto& runner : runners_) {
    const auto& route = *runner->route();
    for (std::size_t i = 0; i < events.size(); ++i) {
      const auto& event = events[i];
      if (!route.matches(origin, *event)) continue;
      for (const auto& sink : route.sinks) {
        if (sink == origin.notTo || !seen.emplace(event.get(), sink).second) continue;
        deliveries.push_back({.sink = sink, .event = event, .holding = holdings.empty() ? nullptr : holdings[i]});
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
