// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/route_planner.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "engine/config/block_settings.h"
#include "engine/config/core_options.h"

namespace herald::core {

namespace {

std::vector<std::string> namesIn(const Blocks& blocks) {
  std::vector<std::string> names;
  for (const auto& [name, block] : blocks) names.push_back(name);
  return names;
}

/// A text that is equal for equal routes. Transforms are equal if they are the same instance.
std::string printOf(const BusRoute& route) {
  std::string print;
  for (const auto* words : {&route.from, &route.events, &route.sinks}) {
    for (const auto& word : *words) print += word + ',';
    print += '\n';
  }
  for (const auto& step : route.steps) {
    print += std::to_string(reinterpret_cast<std::uintptr_t>(step.transform.get())) + ',';
  }
  return print;
}

}  // namespace

RoutePlanner::RoutePlanner(const Configuration& configuration, const Plan& before, InstanceMaker& instances,
                           std::vector<ConfigProblem>& problems, Plan& plan)
    : configuration_(configuration), before_(before), instances_(instances), problems_(problems), plan_(plan) {}

void RoutePlanner::addRoutes() {
  // A transform is checked even if no route uses it yet.
  for (const auto& [name, block] : configuration_.transforms) instances_.make(block, name, transformOptions(), nullptr);
  for (const auto& [name, block] : configuration_.routes) addRoute(block);
  for (const auto& [name, block] : configuration_.sinks) addOwnRoute(block);
}

void RoutePlanner::addRoute(const Block& block) {
  const auto settings = checkBlock(block, routeOptions(), problems_);
  if (!settings) return;
  BusRoute route{{block.name, settings->list("from"), settings->list("events"), {}}, {}};
  int place = 0;
  for (const auto& name : settings->list("transforms")) addTransform(block, name, place, route);
  for (const auto& name : settings->list("to")) addSink(block, name, route);
  finish(std::move(route));
}

/// `place` counts the transforms of the route.
void RoutePlanner::addTransform(const Block& block, const std::string& name, int& place, BusRoute& route) {
  const auto transform = configuration_.transforms.find(name);
  if (transform == configuration_.transforms.end()) {
    instances_.problem(block, "transforms",
                       "there is no transform `" + name + "`" + didYouMean(name, namesIn(configuration_.transforms)));
    return;
  }
  auto made = step(transform->second, block.name + "." + std::to_string(++place) + "." + name);
  if (made) route.steps.push_back(std::move(*made));
}

void RoutePlanner::addSink(const Block& block, const std::string& name, BusRoute& route) {
  if (!configuration_.sinks.contains(name)) {
    instances_.problem(block, "to",
                       "there is no sink `" + name + "`" + didYouMean(name, namesIn(configuration_.sinks)));
    return;
  }
  routed_.insert(name);
  const auto sink = plan_.sinks.find(name);
  if (sink != plan_.sinks.end() && sink->second.setup.hook.enabled()) route.sinks.push_back(name);
}

/// The route that the sink's own `from`, `events`, `progress`, `layers` and `cooldown` make. A sink that is named in a
/// route of the configuration has an own route only if it sets one of the first four.
void RoutePlanner::addOwnRoute(const Block& block) {
  const auto sink = plan_.sinks.find(block.name);
  if (sink == plan_.sinks.end() || !sink->second.setup.hook.enabled()) return;
  const bool asks = block.find("from") || block.find("events") || block.find("progress") || block.find("layers");
  if (routed_.contains(block.name) && !asks) return;
  const Hook& hook = sink->second.setup.hook;
  BusRoute route{{"sink." + block.name, hook.from(), hook.events(), {block.name}}, {}};
  std::vector<OwnSetting> throttle;
  if (hook.progress() > 0) throttle.push_back({"progress", "every", std::to_string(hook.progress())});
  if (hook.layers() > 0) throttle.push_back({"layers", "layers", std::to_string(hook.layers())});
  addOwnStep(block, "progress_throttle", throttle, route);
  if (hook.cooldown().count() > 0)
    addOwnStep(block, "cooldown", {{"cooldown", "period", std::to_string(hook.cooldown().count()) + "ms"}}, route);
  finish(std::move(route));
}

/// Adds the transform that options of the sink mean; nothing without any. An error is reported at its option.
void RoutePlanner::addOwnStep(const Block& sink, const std::string& type, const std::vector<OwnSetting>& settings,
                              BusRoute& route) {
  if (settings.empty()) return;
  Block block{"transform", type, {}};
  for (const auto& [option, setting, value] : settings) {
    const Entry* at = sink.find(option) ? sink.find(option) : sink.find("type");
    block.entries.try_emplace("type", Entry{type, at->at, at->key});
    block.entries[setting] = {value, at->at, at->key};
  }
  if (auto made = step(block, route.name + "." + type)) route.steps.push_back(std::move(*made));
}

std::optional<TransformStep> RoutePlanner::step(const Block& block, const std::string& place) {
  const auto old = before_.steps.find(place);
  const auto instance =
      instances_.make(block, place, transformOptions(), old == before_.steps.end() ? nullptr : &old->second);
  if (!instance) return std::nullopt;
  plan_.steps[place] = *instance;
  return TransformStep{block.name,
                       std::dynamic_pointer_cast<Transform>(instance->plugin),
                       instance->state,
                       instance->timers,
                       instance->settings.text("type"),
                       instance->turn};
}

/// Takes the route from `before` if it is the same, so that it keeps its lock and its thread.
void RoutePlanner::finish(BusRoute route) {
  const auto print = printOf(route);
  plan_.routePrints[route.name] = print;
  const auto old = before_.routePrints.find(route.name);
  if (old != before_.routePrints.end() && old->second == print) {
    const auto same = [&](const auto& other) { return other->name == route.name; };
    plan_.routes.push_back(*std::find_if(before_.routes.begin(), before_.routes.end(), same));
  } else {
    plan_.routes.push_back(std::make_shared<const BusRoute>(std::move(route)));
  }
}

}  // namespace herald::core
