// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/event_bus.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "engine/event_bus/event_check.h"
#include "engine/event_bus/route_set.h"
#include "herald/event_id.h"

namespace herald::core {

namespace {

void check(std::span<const Event> events) {
  for (const auto& event : events) {
    if (const auto why = whyRefused(event); !why.empty()) throw std::invalid_argument(why);
  }
}

RouteSet::Events complete(const Origin& origin, std::span<Event> events, std::chrono::system_clock::time_point now) {
  EventIds ids(now);
  RouteSet::Events result;
  result.reserve(events.size());
  for (auto& event : events) {
    if (event.id.empty()) event.id = ids.next();
    if (event.source.empty()) event.source = origin.source;
    if (event.device.empty()) event.device = origin.device.empty() ? origin.source : origin.device;
    if (event.time == std::chrono::system_clock::time_point{}) event.time = now;
    if (event.category == Category::Other) event.category = categoryOf(event.type);
    event.context = contextOf(origin, std::move(event.context));
    result.push_back(std::make_shared<const Event>(std::move(event)));
  }
  return result;
}

bool hasRoom(const Outbox& outbox, const std::vector<Delivery>& deliveries, WhenFull whenFull) {
  if (whenFull == WhenFull::Wait) return outbox.hasRoom(deliveries);
  std::map<std::string_view, std::vector<Delivery>> bySink;
  for (const auto& delivery : deliveries) bySink[delivery.sink].push_back(delivery);
  return bySink.empty() ||
         std::any_of(bySink.begin(), bySink.end(), [&](const auto& one) { return outbox.hasRoom(one.second); });
}

}  // namespace

/// What one publication stores.
struct EventBus::Publication {
  RouteSet::Events events{};
  std::vector<Delivery> deliveries{};
  std::vector<Note> notes{};
};

EventBus::EventBus(Outbox& outbox, TimeSource& time, Wake wake, Millis transformLimit)
    : outbox_(outbox),
      time_(time),
      wake_(std::move(wake)),
      transformLimit_(transformLimit),
      routes_(std::make_shared<RouteSet>()) {}

EventBus::~EventBus() = default;

std::shared_ptr<RouteSet> EventBus::current() const {
  const MutexLock lock(mutex_);
  return routes_;
}

EventBus::Publication EventBus::publicationOf(const RouteSet& routes, const Origin& origin, std::span<Event> events,
                                              const std::vector<Note>& notes) const {
  check(events);
  Publication publication{complete(origin, events, time_.wallClock()), {}, notes};
  publication.deliveries = routes.route(origin, publication.events, time_, publication.notes);
  return publication;
}

bool EventBus::store(Publication& publication, bool mayDrop) const {
  const bool empty = publication.deliveries.empty() && publication.notes.empty();
  return empty || outbox_.store(publication.deliveries, mayDrop, publication.notes);
}

bool EventBus::storeWhereRoom(Publication& publication, WhenFull whenFull) const {
  if (whenFull == WhenFull::Wait || publication.deliveries.empty()) return store(publication, false);
  return outbox_.storeWhereRoom(publication.deliveries, publication.notes);
}

bool EventBus::storeWhenRoom(Publication& publication, const std::stop_token& stop) const {
  while (!store(publication, false)) {
    if (!outbox_.awaitRoom(publication.deliveries, stop)) return false;
  }
  return true;
}

void EventBus::stored(const Origin& origin, const Publication& publication) {
  accepted_ += publication.events.size();
  devices_.note(origin, publication.events, time_.now());
  std::set<std::string> sinks;
  for (const auto& delivery : publication.deliveries) sinks.insert(delivery.sink);
  if (!sinks.empty()) wake_(sinks);
}

std::shared_ptr<RouteSet> EventBus::make(const std::vector<std::shared_ptr<const BusRoute>>& routes) const {
  return std::make_shared<RouteSet>(routes, *current(), transformLimit_);
}

void EventBus::use(std::shared_ptr<RouteSet> routes) {
  const MutexLock setting(setting_);
  auto old = current();
  const auto unused = old->unused();
  {
    const MutexLock lock(mutex_);
    routes_ = std::move(routes);
  }
  old.reset();
  unused.wait();
}

void EventBus::publish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes) {
  const auto routes = current();
  auto publication = publicationOf(*routes, origin, events, notes);
  store(publication, true);
  stored(origin, publication);
}

bool EventBus::publishWhenRoom(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes,
                               const std::stop_token& stop) {
  auto routes = current();
  auto publication = publicationOf(*routes, origin, events, notes);
  routes.reset();  // so that setRoutes does not wait for room
  if (!storeWhenRoom(publication, stop)) return false;
  stored(origin, publication);
  return true;
}

bool EventBus::tryPublish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes,
                          WhenFull whenFull, const std::stop_token& stop) {
  check(events);
  auto routes = current();
  std::vector<Event> copies(events.begin(), events.end());
  Publication publication{complete(origin, copies, time_.wallClock()), {}, notes};
  const auto& completed = publication.events;
  const bool transformed = routes->meetsTransforms(origin, completed);
  if (transformed && !hasRoom(outbox_, routes->expected(origin, completed), whenFull)) return false;
  publication.deliveries = routes->route(origin, completed, time_, publication.notes);
  const auto storeNow = [&] {
    if (!transformed) return storeWhereRoom(publication, whenFull);
    if (whenFull == WhenFull::Drop) return store(publication, true);
    routes.reset();  // so that setRoutes does not wait for room
    return storeWhenRoom(publication, stop) || store(publication, true);
  };
  if (!storeNow()) return false;
  stored(origin, publication);
  return true;
}

std::uint64_t EventBus::accepted() const { return accepted_; }

std::vector<Delivery> EventBus::preview(const Origin& origin, Event event) {
  return publicationOf(*current(), origin, std::span(&event, 1), {}).deliveries;
}

}  // namespace herald::core
