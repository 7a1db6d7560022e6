#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"
#include "engine/routes/route.h"
#include "herald/event.h"

namespace herald::core {

/// What becomes of new events where the queue of a sink is full.
enum class WhenFull { Drop, Wait };

/// Takes every event from the sources through the routes into the outbox. Every thread may call it. What fails on a
/// route is logged as "route.NAME".
class EventBus {
 public:
  /// Called after each store with the sinks that have something new, from the publisher's thread.
  using Wake = std::function<void(const std::set<std::string>& sinks)>;

  /// `transformLimit` is how long the transforms of a route may take for one publication before the route is walled
  /// off: until they return, its events become dead letters.
  EventBus(Outbox& outbox, TimeSource& time, Wake wake, Millis transformLimit = std::chrono::seconds(10));
  ~EventBus();

  /// Replaces all routes at once: a publication goes through the old ones or the new ones, never both. A route object
  /// that stands in both sets (the same pointer) keeps its state. Returns when no publication uses an old one, but for
  /// those that wait for room.
  void setRoutes(const std::vector<std::shared_ptr<const Route>>& routes);

  /// Fills what the events leave empty (id, source, device, time), takes them through every matching route and stores
  /// the deliveries, one for each (event id, sink): of two routes, the first one's, unless only the other's is alive.
  /// The events are moved from. Returns when the outbox has the deliveries. Throws std::invalid_argument where an event
  /// has no type or its payload or context is no JSON object (then none was accepted).
  /// Where a sink has no room, deliveries are dropped. `notes`, and what the transforms save, are stored in one with
  /// the deliveries, or not at all.
  void publish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes = {});

  /// The same without a drop: waits until every sink has room. False if `stop` comes first; then none was accepted.
  bool publishWhenRoom(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes,
                       const std::stop_token& stop);

  /// The same for who can be told no: false, and then none was accepted, no transform has seen them, and they are as
  /// they were. With Drop that is where no sink that the events lead to has room: a full one among others drops only
  /// its own. With Wait it is where one of them has none. What has been through transforms is too late for a no: if
  /// others have taken the last place meanwhile, the full sink drops, with Wait only after `stop`.
  bool tryPublish(const Origin& origin, std::span<Event> events, const std::vector<Note>& notes = {},
                  WhenFull whenFull = WhenFull::Drop, const std::stop_token& stop = {});

  /// How many events were published since the start.
  std::uint64_t accepted() const;

  /// The same without storing: the deliveries that would be made. For `heraldctl render`.
  std::vector<Delivery> preview(const Origin& origin, Event event);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::core
