// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/event_bus/bus_route.h"
#include "engine/outbox/kinds/memory_outbox.h"
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

/// The ids of the events that wait for a sink.
inline std::vector<std::string> waitingIds(const Outbox& outbox, const std::string& sink) {
  std::vector<std::string> ids;
  for (const auto& delivery : outbox.waiting(sink, 0, 1000000)) ids.push_back(delivery.event->id);
  return ids;
}

}  // namespace herald::core
