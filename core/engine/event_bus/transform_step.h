// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "engine/state/state_store.h"
#include "engine/state/timer_book.h"
#include "herald/event.h"
#include "herald/mutex.h"
#include "herald/transform.h"

namespace herald::core {

/// Held for each call of one transform instance. After a reload, the old route and the new one may have the same
/// instance for a moment: publications that began before it still take the old one. Then they call it in turn. A call
/// that hangs keeps it, so the new route does not call into that instance either.
struct TransformTurn {
  Mutex mutex{};
};

/// One transform of a route.
struct TransformStep {
  std::string name{};  ///< of the transform in the configuration
  std::shared_ptr<Transform> transform{};
  std::shared_ptr<StateStore> state{};  ///< holds what the transform saves; null if it saves nothing
  std::shared_ptr<TimerBook> timers{};  ///< the timers of the transform; null if it is no TimerUser
  std::string plugin{};                 ///< its type, for messages
  std::shared_ptr<TransformTurn> turn = std::make_shared<TransformTurn>();  ///< of the instance

  /// Set once it was reported that the transform uses an `emit` that is no longer valid.
  std::shared_ptr<std::atomic_flag> reported = std::make_shared<std::atomic_flag>();
};

/// An event on its way along a route.
struct RoutedEvent {
  std::size_t index = 0;  ///< of the published event that it is, or was made from
  std::shared_ptr<const Event> event{};
  std::string deadReason{};  ///< why the event is a dead letter; empty if it is not
};

/// Takes events through one transform. All of them come from one published event. If the transform fails on an event,
/// the result is that event with a `deadReason`. Throws nothing.
std::vector<RoutedEvent> applyStep(const TransformStep& step, std::vector<RoutedEvent> events);

/// Wakes a transform with its timer, at the wall clock's time `now`. Returns what it emits. If it fails, the result is
/// the event that the timer keeps, with a `deadReason`. Throws nothing.
std::vector<RoutedEvent> wakeStep(const TransformStep& step, const StoredTimer& timer,
                                  std::chrono::system_clock::time_point now);

}  // namespace herald::core
