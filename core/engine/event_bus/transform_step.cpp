#include "engine/event_bus/transform_step.h"

#include <utility>

#include "engine/event_bus/derived_ids.h"
#include "engine/event_bus/event_check.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

namespace {

bool same(const Event& one, const Event& other) {
  return one.id == other.id && one.type == other.type && one.payload == other.payload && one.context == other.context &&
         one.category == other.category && one.subject == other.subject && one.source == other.source &&
         one.device == other.device && one.time == other.time;
}

/// What a transform emitted, completed from its parent; the parent itself where nothing changed.
Passenger emitted(Event event, const Passenger& parent, const std::string& step, DerivedIds& ids) {
  const Event& from = *parent.event;
  event.id = ids.take(from, event.id);
  if (event.source.empty()) event.source = from.source;
  if (event.device.empty()) event.device = from.device;
  if (event.time == std::chrono::system_clock::time_point{}) event.time = from.time;
  if (same(event, from)) return parent;
  if (auto why = whyRefused(event, from); !why.empty()) {
    auto failed = from;
    failed.id = std::move(event.id);
    return {parent.index, std::make_shared<const Event>(std::move(failed)),
            "transform " + step + " made a bad event: " + why};
  }
  return {parent.index, std::make_shared<const Event>(std::move(event)), {}};
}

std::vector<std::shared_ptr<const Event>> eventsOf(const std::vector<Passenger>& passengers) {
  std::vector<std::shared_ptr<const Event>> events;
  for (const auto& passenger : passengers) events.push_back(passenger.event);
  return events;
}

}  // namespace

std::vector<Passenger> applyStep(const Route::Step& step, std::vector<Passenger> passengers) {
  std::vector<Passenger> results;
  DerivedIds ids(eventsOf(passengers));
  for (auto& passenger : passengers) {
    const auto before = results.size();
    if (!passenger.deadReason.empty()) {
      results.push_back(std::move(passenger));
      continue;
    }
    try {
      step.transform->apply(*passenger.event, [&](Event event) {
        results.push_back(emitted(std::move(event), passenger, step.name, ids));
      });
    } catch (...) {
      results.resize(before);
      passenger.deadReason = "transform " + step.name + " failed: " + currentExceptionText();
      results.push_back(std::move(passenger));
    }
  }
  return results;
}

}  // namespace herald::core
