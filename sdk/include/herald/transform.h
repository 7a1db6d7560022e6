// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "herald/event.h"
#include "herald/export.h"
#include "herald/plugin.h"

namespace herald::inline v1 {

/// A plugin in a route that passes an event on, changes it, holds it back or makes several of it. Herald makes one
/// instance for each place in a route.
class HERALD_API Transform : public Plugin {
 public:
  using Emit = std::function<void(Event)>;

  ~Transform() override;

  /// Calls `emit` for every event that goes on; holds the event back if it never calls it. `emit` is valid only during
  /// the call. If several emitted events have one id, Herald derives new ids for all except the first. If apply throws,
  /// the event becomes a dead letter of the route's sinks, with the reason.
  ///
  /// Herald calls it in the order of publication, with the events of all devices mixed: keep state per event.device.
  /// Two threads never call it at once.
  virtual void apply(const Event& event, const Emit& emit) = 0;
};

}  // namespace herald::inline v1
