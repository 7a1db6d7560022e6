// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/plan.h"

#include <algorithm>

#include "engine/pipeline/plan_maker.h"

namespace herald::core {

namespace {

bool asksFor(const Instance& instance, std::string_view variable) {
  const auto* user = dynamic_cast<const TemplateUser*>(instance.plugin.get());
  return user && user->uses(variable);
}

}  // namespace

bool usesVariable(const PlannedSink& sink, std::string_view variable) {
  const auto versionAsks = [&](const PlannedVersion& version) { return asksFor(version.instance, variable); };
  return sink.setup.hook.usesInMessages(variable) || asksFor(sink.instance, variable) ||
         std::any_of(sink.versions.begin(), sink.versions.end(), versionAsks);
}

std::vector<std::string> Plan::secrets() const {
  std::vector<std::string> all = fileSecrets;
  const auto add = [&all](const Instance& instance) {
    for (auto& secret : instance.settings.secrets()) all.push_back(std::move(secret));
  };
  for (const auto& [name, source] : sources) add(source.instance);
  for (const auto& [name, sink] : sinks) {
    add(sink.instance);
    for (const auto& version : sink.versions) all.insert(all.end(), version.secrets.begin(), version.secrets.end());
  }
  for (const auto& [name, step] : steps) add(step);
  return all;
}

bool Plan::uses(std::string_view variable) const {
  const auto sinkUses = [&](const auto& sink) { return usesVariable(sink.second, variable); };
  return std::any_of(sinks.begin(), sinks.end(), sinkUses) ||
         std::any_of(steps.begin(), steps.end(), [&](const auto& step) { return asksFor(step.second, variable); });
}

bool Plan::leads(const Origin& origin, std::string_view type) const {
  const Event event{.type = std::string(type), .device = origin.device};
  return std::any_of(routes.begin(), routes.end(),
                     [&](const auto& route) { return !route->sinks.empty() && route->matches(origin, event); });
}

Plan makePlan(const Configuration& configuration, const PlanTools& tools, const Plan& before) {
  return PlanMaker(configuration, tools, before).make();
}

}  // namespace herald::core
