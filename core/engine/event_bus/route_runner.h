// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/event_bus/bus_route.h"
#include "engine/outbox/note.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/mutex.h"

namespace herald::core {

/// Runs the transforms of one route in a thread of its own, one publication after the other. If a transform hangs, only
/// the publication that called it waits, for `limit` at most. Until the transform returns, the events of the route
/// become dead letters. A route without transforms has no thread. Every thread may call it.
class RouteRunner {
 public:
  RouteRunner(std::shared_ptr<const BusRoute> route, Millis limit);

  const std::shared_ptr<const BusRoute>& route() const { return route_; }

  /// Takes the events of one publication, in their order, through the transforms. Adds to `notes` what these save.
  std::vector<RoutedEvent> run(std::vector<RoutedEvent> events, std::vector<Note>& notes);

 private:
  class Run;

  const std::shared_ptr<const BusRoute> route_;
  const Millis limit_;
  Mutex mutex_{};
  std::unique_ptr<PluginThread> thread_ HERALD_PT_GUARDED_BY(mutex_){};  // null for a route without transforms
  const TransformStep* hanging_ HERALD_GUARDED_BY(mutex_) = nullptr;     // of the route: what did not return
};

}  // namespace herald::core
