#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/event_bus/transform_step.h"
#include "engine/outbox/note.h"
#include "engine/plugin_host/plugin_thread.h"
#include "engine/routes/route.h"

namespace herald::core {

/// Runs the transforms of one route, on a thread of the route's own, one publication after the other. A transform that
/// hangs holds up nobody but the publication that it began with, and that one no longer than the limit: until it
/// returns, the route's events become dead letters. A route without transforms costs nothing. Every thread may call it.
class RouteRunner {
 public:
  RouteRunner(std::shared_ptr<const Route> route, Millis limit);

  const std::shared_ptr<const Route>& route() const { return route_; }

  /// Takes events of one publication, in their order, through the transforms, and adds what these save to `notes`.
  std::vector<Passenger> run(std::vector<Passenger> passengers, std::vector<Note>& notes);

 private:
  struct Run;

  std::shared_ptr<const Route> route_;
  Millis limit_;
  std::mutex mutex_{};
  std::unique_ptr<PluginThread> thread_{};  // none for a route without transforms
  std::string hanging_{};                   // the transform that did not return
};

}  // namespace herald::core
