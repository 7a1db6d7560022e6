// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/event_bus/bus_route.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/outbox/testing/deliveries.h"
#include "engine/state/state_store.h"
#include "herald/transform.h"

namespace herald::core {

/// A transform made of a function.
class FunctionTransform final : public Transform {
 public:
  using Function = std::function<void(const Event&, const Emit&)>;

  explicit FunctionTransform(Function function) : function_(std::move(function)) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void apply(const Event& event, const Emit& emit) override { function_(event, emit); }

 private:
  Function function_;
};

inline TransformStep step(const std::string& name, FunctionTransform::Function function) {
  return {name, std::make_shared<FunctionTransform>(std::move(function))};
}

/// A step whose transform saves, as a transform with a Host does.
inline TransformStep savingStep(
    const std::string& name, Outbox& outbox,
    const std::function<void(StateStore&, const Event&, const Transform::Emit&)>& function) {
  auto state = std::make_shared<StateStore>(outbox, stateOwner("transform", name));
  auto made = step(name, [state, function](const Event& event, const auto& emit) { function(*state, event, emit); });
  made.state = state;
  return made;
}

/// A transform with timers, made of two functions.
class TimedTransform final : public Transform, public TimerUser {
 public:
  using Apply = std::function<void(Timers&, const Event&, const Emit&)>;
  using Wake = std::function<void(Timers&, const Timer&, const Emit&)>;

  TimedTransform(Apply apply, Wake wake) : apply_(std::move(apply)), wake_(std::move(wake)) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void useTimers(Timers& timers) override { timers_ = &timers; }
  void apply(const Event& event, const Emit& emit) override { apply_(*timers_, event, emit); }
  void wake(const Timer& timer, const Emit& emit) override { wake_(*timers_, timer, emit); }

 private:
  Apply apply_;
  Wake wake_;
  Timers* timers_ = nullptr;
};

/// A step of the plugin type "timed", as the planner makes it for the place `name`.
inline TransformStep timedStep(const std::string& name, const TimeSource& time, TimedTransform::Apply apply,
                               TimedTransform::Wake wake) {
  const auto transform = std::make_shared<TimedTransform>(std::move(apply), std::move(wake));
  const auto timers = std::make_shared<TimerBook>(name, "timed", time);
  transform->useTimers(*timers);
  return {name, transform, nullptr, timers};
}

inline std::shared_ptr<BusRoute> makeRoute(const std::string& name, std::vector<std::string> sinks,
                                           std::vector<TransformStep> steps = {}) {
  auto route = std::make_shared<BusRoute>();
  route->name = name;
  route->sinks = std::move(sinks);
  route->steps = std::move(steps);
  return route;
}

inline Event makeEvent(const std::string& type, const std::string& id = {}) {
  Event event;
  event.type = type;
  event.id = id;
  event.category = Category::Lifecycle;
  return event;
}

}  // namespace herald::core
