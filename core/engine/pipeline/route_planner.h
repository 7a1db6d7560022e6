// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/pipeline/instance_maker.h"
#include "engine/pipeline/plan.h"

namespace herald::core {

/// Adds the routes to a plan that has its sinks: those of the configuration, then the own route of each sink (see
/// Hook). For one thread; lives as long as the plan is made.
class RoutePlanner {
 public:
  /// All of them outlive the planner.
  RoutePlanner(const Configuration& configuration, const Plan& before, InstanceMaker& instances,
               std::vector<ConfigProblem>& problems, Plan& plan);

  /// Call it once. Adds each error to `problems`.
  void addRoutes();

 private:
  void addRoute(const Block& block);
  void addTransform(const Block& block, const std::string& name, int& place, BusRoute& route);
  void addSink(const Block& block, const std::string& name, BusRoute& route);
  void addOwnRoute(const Block& sink);
  struct OwnSetting {
    std::string option{};   ///< of the sink
    std::string setting{};  ///< of the transform that it means
    std::string value{};
  };
  void addOwnStep(const Block& sink, const std::string& type, const std::vector<OwnSetting>& settings, BusRoute& route);
  std::optional<TransformStep> step(const Block& block, const std::string& place);
  void finish(BusRoute route);

  const Configuration& configuration_;
  const Plan& before_;
  InstanceMaker& instances_;
  std::vector<ConfigProblem>& problems_;
  Plan& plan_;
  std::set<std::string> routed_{};  // the sinks that a route of the configuration names
};

}  // namespace herald::core
