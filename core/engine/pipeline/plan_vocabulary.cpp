// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/plan_vocabulary.h"

#include <algorithm>
#include <exception>
#include <memory>

#include "engine/plugin_host/plugin_thread.h"
#include "engine/routes/event_words.h"
#include "engine/routes/pattern.h"

namespace herald::core {

namespace {

constexpr Millis kVocabularyLimit{5000};

/// The variables that every event and attempt has (herald/variables.h), and those of Herald's own events.
const std::vector<std::string> kVariables{
    "topic",         "message",        "attempt",       "delayed",    "eventId",
    "eventType",     "eventTime",      "device",        "source",     "deviceIdentifier",
    "tags",          "extra",          "currentTime",   "snapshot",   "percentCompleteMilestone",
    "human.percent", "human.timeLeft", "human.elapsed", "human.eta",  "human.fileName",
    "human.delayed", "human.details",  "sink",          "sourceName", "state",
    "reason",        "waiting",        "since"};

std::optional<Vocabulary> ask(const std::shared_ptr<Plugin>& plugin) {
  if (!dynamic_cast<const VocabularyOwner*>(plugin.get())) return std::nullopt;
  const auto answer = std::make_shared<Vocabulary>();
  try {
    callPlugin("vocabulary", kVocabularyLimit,
               [plugin, answer] { *answer = dynamic_cast<const VocabularyOwner&>(*plugin).vocabulary(); });
    return *answer;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// What the versions of the sink add together; nothing if one of them does not say.
std::optional<Vocabulary> askAll(const PlannedSink& sink) {
  auto all = ask(sink.instance.plugin);
  for (const auto& version : sink.versions) {
    const auto more = ask(version.instance.plugin);
    if (!all || !more) return std::nullopt;
    append(all->events, more->events);
    append(all->variables, more->variables);
  }
  return all;
}

bool selects(const std::vector<std::string>& selectors, const Origin& origin) {
  return Route{.from = selectors}.matches(origin, Event{.device = origin.device});
}

bool leadsTo(const BusRoute& route, const std::string& sink) {
  return std::find(route.sinks.begin(), route.sinks.end(), sink) != route.sinks.end();
}

bool takes(const BusRoute& route, std::string_view type) {
  return route.events.empty() || std::any_of(route.events.begin(), route.events.end(),
                                             [&](const auto& glob) { return globsOverlap(glob, type); });
}

}  // namespace

PlanVocabulary::PlanVocabulary(const Plan& plan) : plan_(plan) {
  for (const auto& [name, source] : plan.sources) sources_[name] = ask(source.instance.plugin);
  for (const auto& [name, sink] : plan.sinks) sinks_[name] = askAll(sink);
  for (const auto& route : plan.routes) {
    for (const auto& step : route->steps) transforms_[step.transform.get()] = ask(step.transform);
  }
}

Reachable PlanVocabulary::from(const std::vector<std::string>& selectors) const {
  Reachable reachable;
  reachable.words.events = ownEvents();
  for (const auto& [name, source] : plan_.sources) {
    if (!selects(selectors, source.origin)) continue;
    ++reachable.sources;
    const Found& found = sources_.at(name);
    reachable.open = reachable.open || !found;
    if (!found) continue;
    append(reachable.words.events, found->events);
    append(reachable.words.variables, found->variables);
  }
  return reachable;
}

void PlanVocabulary::addRoute(const BusRoute& route, Reachable& reachable) const {
  Reachable part = from(route.from);
  // Nobody knows the payload of an event that has no name yet.
  part.open = part.open || std::any_of(part.words.events.begin(), part.words.events.end(),
                                       [&](const auto& type) { return !isExact(type) && takes(route, type); });
  for (const auto& step : route.steps) {
    const Found& found = transforms_.at(step.transform.get());
    part.open = part.open || !found || !std::all_of(found->events.begin(), found->events.end(), isExact);
    if (found) append(part.words.variables, found->variables);
  }
  reachable.sources += part.sources;
  reachable.open = reachable.open || part.open;
  append(reachable.words.variables, part.words.variables);
}

Reachable PlanVocabulary::variablesOf(const std::string& sink) const {
  Reachable reachable;
  reachable.words.variables = kVariables;
  const Found& own = sinks_.at(sink);
  reachable.open = !own;
  if (own) append(reachable.words.variables, own->variables);
  for (const auto& route : plan_.routes) {
    if (leadsTo(*route, sink)) addRoute(*route, reachable);
  }
  return reachable;
}

bool PlanVocabulary::mayChangeTypes(const BusRoute& route) const {
  return std::any_of(route.steps.begin(), route.steps.end(), [&](const auto& step) {
    const Found& found = transforms_.at(step.transform.get());
    return !found || !found->events.empty();
  });
}

bool PlanVocabulary::reaches(const std::string& sink, const std::string& type) const {
  return std::any_of(plan_.routes.begin(), plan_.routes.end(), [&](const auto& route) {
    return leadsTo(*route, sink) && (takes(*route, type) || mayChangeTypes(*route));
  });
}

}  // namespace herald::core
