#include "engine/event_bus/event_bus.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "engine/event_bus/event_check.h"
#include "engine/event_bus/route_runner.h"
#include "herald/event_id.h"

namespace herald::core {

namespace {

/// All routes at one time. A publication shares it, and the last one to let go of it says so.
struct RouteSet {
  RouteSet() = default;
  ~RouteSet() {
    runners.clear();
    unused.set_value();
  }
  RouteSet(const RouteSet&) = delete;
  RouteSet& operator=(const RouteSet&) = delete;

  std::vector<std::shared_ptr<RouteRunner>> runners{};
  std::promise<void> unused{};
};

/// What comes of one publication.
struct Yield {
  std::vector<Delivery> deliveries{};
  std::vector<Note> notes{};
};

/// A delivery before its likes of other routes are sorted out. The name of the sink is the route's.
struct Draft {
  Passenger passenger{};
  const std::string* sink = nullptr;
};

void check(std::span<const Event> events) {
  for (const auto& event : events) {
    if (const auto why = whyRefused(event); !why.empty()) throw std::invalid_argument(why);
  }
}

std::vector<std::shared_ptr<const Event>> complete(const Origin& origin, std::span<Event> events,
                                                   std::chrono::system_clock::time_point now) {
  EventIds ids(now);
  std::vector<std::shared_ptr<const Event>> result;
  result.reserve(events.size());
  for (auto& event : events) {
    if (event.id.empty()) event.id = ids.next();
    if (event.source.empty()) event.source = origin.source;
    if (event.device.empty()) event.device = origin.device.empty() ? origin.source : origin.device;
    if (event.time == std::chrono::system_clock::time_point{}) event.time = now;
    event.context = contextOf(origin, std::move(event.context));
    result.push_back(std::make_shared<const Event>(std::move(event)));
  }
  return result;
}

void logDead(const Route& route, const Passenger& passenger) {
  auto& logger = Poco::Logger::get("route." + route.name);
  logger.error(passenger.event->type + " of " + passenger.event->device + " is a dead letter: " + passenger.deadReason);
}

/// What the events lead to if no transform changes anything.
std::vector<Delivery> expected(const RouteSet& set, const Origin& origin,
                               const std::vector<std::shared_ptr<const Event>>& events) {
  std::vector<Delivery> deliveries;
  std::set<std::pair<const Event*, std::string_view>> seen;
  for (const auto& runner : set.runners) {
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

bool meetsTransforms(const RouteSet& set, const Origin& origin,
                     const std::vector<std::shared_ptr<const Event>>& events) {
  return std::any_of(set.runners.begin(), set.runners.end(), [&](const auto& runner) {
    const auto& route = *runner->route();
    return !route.steps.empty() &&
           std::any_of(events.begin(), events.end(), [&](const auto& event) { return route.matches(origin, *event); });
  });
}

bool hasRoom(const Outbox& outbox, const std::vector<Delivery>& deliveries, WhenFull whenFull) {
  if (whenFull == WhenFull::Wait) return outbox.hasRoom(deliveries);
  std::map<std::string_view, std::vector<Delivery>> bySink;
  for (const auto& delivery : deliveries) bySink[delivery.sink].push_back(delivery);
  return bySink.empty() ||
         std::any_of(bySink.begin(), bySink.end(), [&](const auto& one) { return outbox.hasRoom(one.second); });
}

void draft(RouteRunner& runner, const Origin& origin, const std::vector<std::shared_ptr<const Event>>& events,
           std::vector<Draft>& drafts, std::vector<Note>& notes) {
  const auto& route = *runner.route();
  std::vector<Passenger> matching;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (route.matches(origin, *events[i])) matching.push_back({i, events[i], {}});
  }
  if (matching.empty()) return;
  for (auto& passenger : runner.run(std::move(matching), notes)) {
    if (!passenger.deadReason.empty()) logDead(route, passenger);
    for (const auto& sink : route.sinks) {
      if (sink != origin.notTo) drafts.push_back({passenger, &sink});
    }
  }
}

Delivery deliveryOf(Draft& draft, const TimeSource& time) {
  Delivery delivery{.sink = *draft.sink, .event = draft.passenger.event, .accepted = time.now()};
  if (auto& reason = draft.passenger.deadReason; !reason.empty()) {
    delivery.ending = {.reason = std::move(reason), .time = time.wallClock(), .at = time.now()};
  }
  return delivery;
}

/// One delivery for each (event id, sink), in the order of publication.
std::vector<Delivery> sortOut(std::vector<Draft> drafts, const TimeSource& time) {
  const auto byIndex = [](const Draft& one, const Draft& other) { return one.passenger.index < other.passenger.index; };
  std::stable_sort(drafts.begin(), drafts.end(), byIndex);
  std::vector<Delivery> deliveries;
  deliveries.reserve(drafts.size());
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> seen;
  for (auto& draft : drafts) {
    auto delivery = deliveryOf(draft, time);
    const auto [place, isNew] = seen.try_emplace({draft.passenger.event->id, *draft.sink}, deliveries.size());
    if (isNew) {
      deliveries.push_back(std::move(delivery));
    } else if (auto& first = deliveries[place->second];
               !first.ending.reason.empty() && delivery.ending.reason.empty()) {
      first = std::move(delivery);
    }
  }
  return deliveries;
}

}  // namespace

struct EventBus::Impl {
  Impl(Outbox& theOutbox, TimeSource& theTime, Wake theWake, Millis theLimit)
      : outbox(theOutbox), time(theTime), wake(std::move(theWake)), limit(theLimit) {}

  std::shared_ptr<RouteSet> current() const {
    const std::lock_guard guard(mutex);
    return routes;
  }

  std::shared_ptr<RouteRunner> runnerOf(const std::shared_ptr<const Route>& route) const;

  Yield route(const RouteSet& set, const Origin& origin, const std::vector<std::shared_ptr<const Event>>& events,
              std::vector<Note> notes) const {
    std::vector<Draft> drafts;
    for (const auto& runner : set.runners) draft(*runner, origin, events, drafts, notes);
    return {sortOut(std::move(drafts), time), std::move(notes)};
  }

  Yield yieldOf(const RouteSet& set, const Origin& origin, std::span<Event> events, std::vector<Note> notes) const {
    check(events);
    return route(set, origin, complete(origin, events, time.wallClock()), std::move(notes));
  }

  bool store(Yield& yield, bool mayDrop) const {
    return (yield.deliveries.empty() && yield.notes.empty()) || outbox.store(yield.deliveries, mayDrop, yield.notes);
  }

  /// Without a drop, but for the full ones of several sinks where the source would not wait.
  bool storeWhereRoom(Yield& yield, WhenFull whenFull) const {
    if (whenFull == WhenFull::Wait || yield.deliveries.empty()) return store(yield, false);
    return outbox.storeWhereRoom(yield.deliveries, yield.notes);
  }

  bool storeWhenRoom(Yield& yield, const std::stop_token& stop) const {
    while (!store(yield, false)) {
      if (!outbox.awaitRoom(yield.deliveries, stop)) return false;
    }
    return true;
  }

  void taken(std::size_t events, const std::vector<Delivery>& deliveries) {
    accepted += events;
    std::set<std::string> sinks;
    for (const auto& delivery : deliveries) sinks.insert(delivery.sink);
    if (!sinks.empty()) wake(sinks);
  }

  Outbox& outbox;
  TimeSource& time;
  const Wake wake;
  const Millis limit;
  std::atomic<std::uint64_t> accepted = 0;
  std::mutex setting{};  // held by setRoutes
  mutable std::mutex mutex{};
  std::shared_ptr<RouteSet> routes = std::make_shared<RouteSet>();
};

std::shared_ptr<RouteRunner> EventBus::Impl::runnerOf(const std::shared_ptr<const Route>& route) const {
  const auto& runners = routes->runners;
  const auto found =
      std::find_if(runners.begin(), runners.end(), [&](const auto& runner) { return runner->route() == route; });
  return found == runners.end() ? std::make_shared<RouteRunner>(route, limit) : *found;
}

EventBus::EventBus(Outbox& outbox, TimeSource& time, Wake wake, Millis transformLimit)
    : impl_(std::make_unique<Impl>(outbox, time, std::move(wake), transformLimit)) {}

EventBus::~EventBus() = default;

void EventBus::setRoutes(const std::vector<std::shared_ptr<const Route>>& routes) {
  const std::lock_guard setting(impl_->setting);
  auto next = std::make_shared<RouteSet>();
  for (const auto& route : routes) next->runners.push_back(impl_->runnerOf(route));
  const auto unused = impl_->routes->unused.get_future();
  {
    const std::lock_guard guard(impl_->mutex);
    impl_->routes.swap(next);
  }
  next.reset();
  unused.wait();
}

void EventBus::publish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes) {
  const auto set = impl_->current();
  auto yield = impl_->yieldOf(*set, origin, events, notes);
  impl_->store(yield, true);
  impl_->taken(events.size(), yield.deliveries);
}

bool EventBus::publishWhenRoom(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes,
                               const std::stop_token& stop) {
  auto set = impl_->current();
  auto yield = impl_->yieldOf(*set, origin, events, notes);
  set.reset();  // new routes do not wait for room
  if (!impl_->storeWhenRoom(yield, stop)) return false;
  impl_->taken(events.size(), yield.deliveries);
  return true;
}

bool EventBus::tryPublish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes,
                          WhenFull whenFull, const std::stop_token& stop) {
  check(events);
  auto set = impl_->current();
  std::vector<Event> copies(events.begin(), events.end());
  const auto complete = core::complete(origin, copies, impl_->time.wallClock());
  const bool transformed = meetsTransforms(*set, origin, complete);
  if (transformed && !hasRoom(impl_->outbox, expected(*set, origin, complete), whenFull)) return false;
  auto yield = impl_->route(*set, origin, complete, notes);
  const auto store = [&] {
    if (!transformed) return impl_->storeWhereRoom(yield, whenFull);
    if (whenFull == WhenFull::Drop) return impl_->store(yield, true);
    set.reset();  // new routes do not wait for room
    return impl_->storeWhenRoom(yield, stop) || impl_->store(yield, true);
  };
  if (!store()) return false;
  impl_->taken(events.size(), yield.deliveries);
  return true;
}

std::uint64_t EventBus::accepted() const { return impl_->accepted; }

std::vector<Delivery> EventBus::preview(const Origin& origin, Event event) {
  return impl_->yieldOf(*impl_->current(), origin, std::span(&event, 1), {}).deliveries;
}

}  // namespace herald::core
