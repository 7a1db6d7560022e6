// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/event_bus/delivery_drafts.h"
#include "engine/event_bus/route_runner.h"
#include "engine/outbox/delivery.h"
#include "engine/outbox/note.h"

namespace herald::core {

/// All routes of the bus at one time. Publications share a set and use it from their beginning to their end. A set does
/// not change. Every thread may call it.
class RouteSet {
 public:
  using Events = std::vector<std::shared_ptr<const Event>>;

  RouteSet() = default;  ///< no routes

  /// A route object that is in `before` too (the same pointer) keeps its runner. `limit` is that of RouteRunner.
  RouteSet(const std::vector<std::shared_ptr<const BusRoute>>& routes, const RouteSet& before, Millis limit);

  ~RouteSet();
  RouteSet(const RouteSet&) = delete;
  RouteSet& operator=(const RouteSet&) = delete;

  /// Ready when the last user of this set has let it go. Call it once.
  std::future<void> unused() { return unused_.get_future(); }

  using Holdings = DeliveryDrafts::Holdings;

  /// Takes the events through every matching route, and adds to `notes` what the transforms save. Returns one delivery
  /// for each (event id, sink). `holdings` are those of the events; none if they are not in custody.
  std::vector<Delivery> route(const Origin& origin, const Events& events, const TimeSource& time,
                              std::vector<Note>& notes, const Holdings& holdings = {}) const;

  /// The timers of the transform that this timer belongs to; null if no route has it.
  std::shared_ptr<TimerBook> timersOf(const StoredTimer& timer) const;

  /// What to store when a timer has woken a transform.
  using Store = std::function<void(std::vector<Delivery>& deliveries, const std::vector<Note>& notes)>;

  /// Wakes the transform of a timer: see RouteRunner::wake. Does nothing if no route has the timer.
  bool wake(const StoredTimer& timer, const TimeSource& time, const Store& store) const;

  /// The timers of all transforms.
  std::vector<std::shared_ptr<TimerBook>> timers() const;

  /// The deliveries that the events lead to if no transform changes anything.
  std::vector<Delivery> expected(const Origin& origin, const Events& events, const Holdings& holdings = {}) const;

  bool meetsTransforms(const Origin& origin, const Events& events) const;

 private:
  std::shared_ptr<RouteRunner> runnerOf(const std::shared_ptr<const BusRoute>& route) const;

  std::vector<std::shared_ptr<RouteRunner>> runners_{};
  std::promise<void> unused_{};
};

}  // namespace herald::core
