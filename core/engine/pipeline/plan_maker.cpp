// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/plan_maker.h"

#include <memory>
#include <utility>

#include "engine/config/block_settings.h"
#include "engine/config/core_options.h"
#include "engine/pipeline/plan_review.h"
#include "engine/pipeline/route_planner.h"
#include "engine/pipeline/secret_file_review.h"
#include "engine/pipeline/sink_maker.h"
#include "engine/pipeline/sink_options.h"
#include "herald/json.h"
#include "herald/text.h"

namespace herald::core {

PlanMaker::PlanMaker(const Configuration& configuration, const PlanTools& tools, const Plan& before)
    : configuration_(configuration),
      tools_(tools),
      before_(before),
      problems_(configuration.problems),
      instances_(tools, problems_) {}

Plan PlanMaker::make() {
  for (const auto& [type, block] : configuration_.defaults) checkDefaults(block);
  for (const auto& [name, block] : configuration_.sources) addSource(block);
  for (const auto& [name, block] : configuration_.sinks) addSink(block);
  RoutePlanner(configuration_, before_, instances_, problems_, plan_).addRoutes();
  if (hasErrors(problems_)) throw BadConfiguration(std::move(problems_));
  for (const auto* blocks : {&configuration_.sources, &configuration_.sinks, &configuration_.transforms}) {
    for (const auto& [name, block] : *blocks) keepFileSecrets(block);
  }
  plan_.consoleFiles = configuration_.consoleFiles;
  plan_.variables = configuration_.variables;
  plan_.replaced = configuration_.replaced;
  plan_.warnings = std::move(problems_);
  for (const auto& review : {reviewPlan(configuration_, plan_), reviewSecretFiles(configuration_, plan_)}) {
    plan_.warnings.insert(plan_.warnings.end(), review.begin(), review.end());
  }
  sortProblems(plan_.warnings);
  return std::move(plan_);
}

void PlanMaker::addSource(const Block& block) {
  const auto old = before_.sources.find(block.name);
  const auto instance = instances_.make(block, block.name, sourceOptions(),
                                        old == before_.sources.end() ? nullptr : &old->second.instance);
  if (!instance) return;
  const Settings& settings = instance->settings;
  if (!settings.flag("enabled")) return;
  PlannedSource source{*instance,
                       {block.name, settings.text("name"), settings.list("tags")},
                       {settings.text("whenFull") == "wait" ? WhenFull::Wait : WhenFull::Drop,
                        settings.duration("alert.after"), settings.text("type")},
                       nullptr};
  if (source.origin.device.empty()) source.origin.device = block.name;
  source.source = std::dynamic_pointer_cast<Source>(instance->plugin);
  plan_.sources.emplace(block.name, std::move(source));
}

void PlanMaker::addSink(const Block& block) {
  const auto old = before_.sinks.find(block.name);
  const auto* before = old == before_.sinks.end() ? nullptr : &old->second;
  auto sink = SinkMaker(instances_, problems_).make(block, before);
  if (!sink) return;
  try {
    const Settings& settings = sink->instance.settings;
    auto& setup = sink->setup = setupOf(settings);
    setup.name = block.name;
    setup.plugin = settings.text("type");
    setup.mask = tools_.mask;
    setVersions(*sink, before);
    for (const auto& [name, other] : plan_.sinks) {
      if (const auto why = whyNotShared(setup, other.setup); !why.empty()) {
        instances_.problem(block, "rate.shared", why);
      }
    }
    plan_.sinks.emplace(block.name, std::move(*sink));
  } catch (const BadSettings& bad) {
    addProblems(block, bad, problems_);
  }
}

void PlanMaker::checkDefaults(const Block& block) {
  if (tools_.plugins.ofType(block.name).empty() && !block.entries.empty()) {
    instances_.problem(block, block.entries.begin()->first, tools_.plugins.whyMissing("", block.name));
  }
}

/// A value in a file of its own is a secret, whatever its type, unless it is a body of JSON.
void PlanMaker::keepFileSecrets(const Block& block) {
  for (const auto& [option, entry] : block.entries) {
    if (!entry.fromFile || isJsonObject(entry.text)) continue;
    plan_.fileSecrets.push_back(entry.text);
    if (const auto taken = withoutEdges(entry.text); taken != entry.text) plan_.fileSecrets.emplace_back(taken);
  }
}

}  // namespace herald::core
