// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/trying/event_choice.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/pipeline/plan_vocabulary.h"
#include "engine/routes/hook.h"
#include "engine/trial/event_path.h"

namespace herald::core {

namespace {

constexpr std::size_t kMostLogged = 500;
constexpr std::size_t kMostTypes = 100;

bool getsEvent(const Plan& plan, const std::string& sink, const Event& event) {
  const auto origin = originOf(plan, event);
  return std::ranges::any_of(plan.routes,
                             [&](const auto& route) { return leadsTo(*route, sink) && route->matches(origin, event); });
}

}  // namespace

std::vector<Event> EventChoice::past(const std::string& sink, const std::string& type, std::size_t most) const {
  std::vector<Event> events;
  for (const auto& event : sources_.recent()) events.push_back(*event);
  if (sources_.logged) {
    auto logged = sources_.logged(kMostLogged);
    std::move(logged.begin(), logged.end(), std::back_inserter(events));
  }
  std::ranges::stable_sort(events, [](const Event& one, const Event& other) { return one.time > other.time; });
  const auto plan = sources_.plan();
  std::set<std::string> ids;
  std::erase_if(events, [&](const Event& event) {
    const bool isWanted = (type.empty() || event.type == type) && (sink.empty() || getsEvent(*plan, sink, event));
    return !isWanted || !ids.insert(event.id).second;
  });
  if (events.size() > most) events.resize(most);
  return events;
}

std::vector<std::string> EventChoice::types() const {
  auto types = Hook().events();
  const auto plan = sources_.plan();
  for (const auto& type : PlanVocabulary(*plan).from({}).words.events) {
    if (type.find_first_of("*?") == type.npos && std::ranges::find(types, type) == types.end()) types.push_back(type);
  }
  if (types.size() > kMostTypes) types.resize(kMostTypes);
  return types;
}

std::optional<Event> EventChoice::find(const std::string& id) const {
  for (const auto& event : sources_.recent()) {
    if (event->id == id) return *event;
  }
  return sources_.loggedById ? sources_.loggedById(id) : std::nullopt;
}

}  // namespace herald::core
