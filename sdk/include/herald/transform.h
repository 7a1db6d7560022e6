// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/event.h"
#include "herald/export.h"
#include "herald/outcome.h"
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

/// A time at which a transform wants to be woken. A value.
struct Timer {
  std::string device{};  ///< the device that it is about
  std::string name{};    ///< the transform's own name for it; a device has one timer of a name
  Event event{};         ///< what the transform keeps with it: an event, or a payload that it wants back
};

/// The timers of one transform. They survive a restart: Herald writes them in the same transaction as the deliveries of
/// the event or timer that the transform handles. Herald owns it. Use it within apply and wake only.
///
/// One transform has at most 1,000 timers, which keep at most 4 MiB together.
class HERALD_API Timers {
 public:
  virtual ~Timers();

  /// Wakes the transform when `after` has passed; 100 ms at the least, a year at the most. Replaces the timer of this
  /// device and name. Returns false and changes nothing if there is no room for it. Throws std::invalid_argument if the
  /// payload or the context of the kept event is not a JSON object.
  ///
  /// The time runs while Herald runs, whoever sets the clock. The time between two processes counts if the clock was
  /// right at both ends.
  [[nodiscard]] virtual bool set(const Timer& timer, Millis after) = 0;

  /// Removes a timer. Returns false if there is none.
  virtual bool cancel(std::string_view device, std::string_view name) = 0;

  /// The names of the timers that a device has, sorted.
  virtual std::vector<std::string> names(std::string_view device) const = 0;
};

/// An optional interface of a transform: Herald wakes it at the times that it asks for.
class HERALD_API TimerUser {
 public:
  virtual ~TimerUser();

  /// Herald calls it once, directly after configure. `timers` outlives the transform.
  virtual void useTimers(Timers& timers) = 0;

  /// The time of this timer has come, and the timer is gone; call Timers::set for another one. `emit` is that of apply:
  /// the events pass the transforms behind this one, and go to the sinks of the route. An event without an id gets one
  /// that belongs to this timer. Other empty fields come from the kept event; an empty time becomes now.
  ///
  /// Wake-ups come in the order of time, and between the events: two threads never call a transform at once. A timer
  /// whose time passed while Herald was off comes at the start, once. If Herald dies during the call, the timer comes
  /// again and nothing of this call counts. If wake throws, the kept event becomes a dead letter, with the reason.
  /// After an update, a timer may be one that an earlier version has set.
  virtual void wake(const Timer& timer, const Transform::Emit& emit) = 0;
};

}  // namespace herald::inline v1
