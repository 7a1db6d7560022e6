// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "engine/pipeline/plan.h"

namespace herald::core {

// For tests: parts of a plan whose plugins are objects of the test.

inline std::shared_ptr<InstanceHost> plannedHost(const std::string& name, TimeSource& time) {
  return std::make_shared<InstanceHost>(name, nullptr, InstanceHost::Saving::WithEvent, nullptr, time);
}

inline PlannedSource plannedSource(const std::string& name, std::shared_ptr<Source> source, TimeSource& time) {
  Instance instance{.fingerprint = "", .settings = {}, .host = plannedHost("source." + name, time), .plugin = source};
  return {std::move(instance), {name, name, {}}, {}, std::move(source)};
}

inline PlannedSink plannedSink(const std::string& name, std::shared_ptr<Sink> sink, TimeSource& time) {
  PlannedSink planned;
  planned.instance.host = plannedHost("sink." + name, time);
  planned.setup.name = name;
  planned.setup.sink = std::move(sink);
  planned.setup.host = planned.instance.host;
  return planned;
}

/// All events of this type to one sink.
inline std::shared_ptr<const BusRoute> plannedRoute(const std::string& type, const std::string& sink) {
  return std::make_shared<const BusRoute>(BusRoute{{"all", {}, {type}, {sink}}, {}});
}

}  // namespace herald::core
