#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/dispatch/dispatcher.h"
#include "engine/event_bus/event_bus.h"
#include "engine/event_bus/source_runner.h"
#include "engine/pipeline/instance_host.h"
#include "engine/plugin_host/plugin_host.h"
#include "engine/routes/route.h"
#include "herald/source.h"

namespace herald::core {

/// One configured plugin instance, ready to work.
struct Instance {
  std::string fingerprint{};  ///< equal where nothing that concerns the instance changed: its options and its library
  Settings settings{};
  std::shared_ptr<InstanceHost> host{};
  std::shared_ptr<Plugin> plugin{};
  std::shared_ptr<StateStore> state{};
};

struct PlannedSource {
  Instance instance{};
  Origin origin{};
  SourcePolicy policy{};
  std::shared_ptr<Source> source{};
};

struct PlannedSink {
  Instance instance{};
  SinkSetup setup{};
};

/// A configuration held against the plugins that are there: every option checked, every instance configured, nothing
/// started. A value; its instances are shared with the plan that it was made from and with whatever runs.
struct Plan {
  std::map<std::string, PlannedSource> sources{};
  std::map<std::string, PlannedSink> sinks{};
  std::map<std::string, Instance> steps{};  ///< the transforms, by route and place: "farm.1.long"
  std::vector<std::shared_ptr<const Route>> routes{};
  std::map<std::string, std::string> routePrints{};  ///< by route: what it was made from
  std::vector<std::string> fileSecrets{};            ///< what came by `.file` twins

  std::vector<std::string> secrets() const;    ///< what no log may show
  bool uses(std::string_view variable) const;  ///< does any sink or transform use this variable in a template?
  bool leads(const Origin& origin, std::string_view type) const;  ///< does any route take such events to a sink?
};

/// What a plan is made with. All of it outlives the plan.
struct PlanTools {
  PluginHost& plugins;
  const TimeSource& time;
  HttpFactory http{};
  /// The state of an instance, by kind and name; a null function or store for a dry run.
  std::function<std::shared_ptr<StateStore>(const std::string& kind, const std::string& name)> state{};
  std::shared_ptr<SecretMask> mask{};  ///< gets what instances hide; null for a dry run
};

/// Makes the plan of a configuration. Instances whose options and library are those of `before` are taken from it, with
/// their state. Throws BadConfiguration with all that is wrong; then nothing has changed.
Plan makePlan(const Configuration& configuration, const PlanTools& tools, const Plan& before = {});

}  // namespace herald::core
