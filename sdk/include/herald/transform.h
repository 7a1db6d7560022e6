#pragma once

#include <functional>

#include "herald/event.h"
#include "herald/plugin.h"

namespace herald::inline v1 {

/// What happens to an event on its way through a route: passed on, changed, held back, made into several.
class HERALD_API Transform : public Plugin {
 public:
  using Emit = std::function<void(Event)>;

  ~Transform() override;

  /// Calls `emit` for every event that goes on, and not at all to hold this one back. Events come in the order of their
  /// publication and of all devices mixed, so state is kept per event.device. Never called by two threads at once.
  /// `emit` is valid only during the call. Of several emitted events with the same id, all but the first get ids
  /// derived from it. If it throws, the event becomes a dead letter of the route's sinks with the reason.
  virtual void apply(const Event& event, const Emit& emit) = 0;
};

}  // namespace herald::inline v1
