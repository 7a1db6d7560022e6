// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/event_bus/bus_route.h"
#include "engine/outbox/note.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

/// Runs the transforms of one route in a thread of its own, one publication after the other. If a transform hangs, only
/// the publications of its route wait, for `limit` at most. Until the transform returns, the events of the route
/// become dead letters. A route without transforms has no thread. Every thread may call it.
class RouteRunner {
 public:
  RouteRunner(std::shared_ptr<const BusRoute> route, Millis limit);

  const std::shared_ptr<const BusRoute>& route() const { return route_; }

  /// Takes the events of one publication, in their order, through the transforms. Adds to `notes` what these save, and
  /// the timers that they set. `notTo` is that of Origin.
  std::vector<RoutedEvent> run(std::vector<RoutedEvent> events, std::vector<Note>& notes,
                               const std::string& notTo = {});

  /// What to do with the events that come of a timer, and with the notes that belong to them.
  using Store = std::function<void(std::vector<RoutedEvent> events, const std::vector<Note>& notes)>;

  /// The timers of the transform that this timer belongs to; null if it belongs to another route.
  std::shared_ptr<TimerBook> timersOf(const StoredTimer& timer) const;

  /// Wakes the transform of a timer, and takes what it emits through the transforms behind it. Calls `store` with the
  /// result on the thread of the route, before any later publication meets the transforms, so nothing overtakes it.
  /// Calls nothing if the transform no longer has the timer. Returns false if a transform hangs: then the timer stays.
  /// After the return, nothing uses `store`.
  bool wake(const StoredTimer& timer, std::chrono::system_clock::time_point now, const Store& store);

 private:
  class Run;

  /// Which transform the thread of the route is at. It stays there if that transform hangs.
  using Place = std::atomic<const TransformStep*>;

  void nameHang();

  const std::shared_ptr<const BusRoute> route_;
  const Millis limit_;
  const std::shared_ptr<Place> place_;
  std::unique_ptr<PluginThread> thread_{};  // null for a route without transforms; set once
};

}  // namespace herald::core
