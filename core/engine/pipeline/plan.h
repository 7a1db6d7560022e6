// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/configuration.h"
#include "engine/dispatch/sink/sink_setup.h"
#include "engine/event_bus/bus_route.h"
#include "engine/event_bus/source_runner.h"
#include "engine/pipeline/instance.h"
#include "engine/pipeline/plan_tools.h"
#include "engine/pipeline/variant_chooser.h"
#include "engine/routes/route.h"
#include "herald/source.h"

namespace herald::core {

struct PlannedSource {
  Instance instance{};
  Origin origin{};
  SourcePolicy policy{};
  std::shared_ptr<Source> source{};
};

/// One more version of a sink, for the events that some selectors match.
struct PlannedVersion {
  Instance instance{};  ///< without its settings, which take much memory
  std::vector<std::string> secrets{};
  Millis timeout{0};
  std::function<std::uint64_t(const Event&)> snapshot{};  ///< as SinkSetup::snapshot
};

struct PlannedSink {
  Instance instance{};  ///< version 0, for all other events
  SinkSetup setup{};    ///< its sink chooses the version
  VariantChooser chooser{};
  std::vector<PlannedVersion> versions{};  ///< from version 1 on
};

/// True if a template or a message of the sink uses the variable, in any version.
bool usesVariable(const PlannedSink& sink, std::string_view variable);

/// A configuration that was checked against the installed plugins. Every option is right and every instance is
/// configured; nothing runs yet. A value. It shares its instances with the plan that it was made from, and with
/// whatever runs.
struct Plan {
  std::map<std::string, PlannedSource> sources{};
  std::map<std::string, PlannedSink> sinks{};
  std::map<std::string, Instance> steps{};  ///< the transforms, by route and place: "farm.1.long"
  std::vector<std::shared_ptr<const BusRoute>> routes{};
  std::map<std::string, std::string> routePrints{};   ///< by route: equal if the route is the same
  std::vector<std::string> fileSecrets{};             ///< the values that came from `.file` twins
  std::vector<std::filesystem::path> consoleFiles{};  ///< as in Configuration
  std::vector<std::string> variables{};               ///< the same
  std::vector<ReplacedText> replaced{};               ///< the same
  std::vector<ConfigProblem> warnings{};              ///< about what can never work as it is written, sorted

  std::vector<std::string> secrets() const;    ///< what no log may show
  bool uses(std::string_view variable) const;  ///< true if a template of a sink or transform uses the variable
  bool leads(const Origin& origin, std::string_view type) const;  ///< true if a route takes such events to a sink
};

/// Makes the plan of a configuration. Takes an instance from `before`, with its state, if its options and its library
/// are the same. Throws BadConfiguration with all errors; then nothing has changed.
Plan makePlan(const Configuration& configuration, const PlanTools& tools, const Plan& before = {});

}  // namespace herald::core
