// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/transform_step.h"

#include <Poco/Logger.h>

#include <functional>
#include <utility>

#include "engine/event_bus/derived_ids.h"
#include "engine/event_bus/event_check.h"
#include "engine/event_bus/lent_emit.h"
#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

namespace {

bool same(const Event& one, const Event& other) {
  return one.id == other.id && one.type == other.type && one.payload == other.payload && one.context == other.context &&
         one.category == other.category && one.subject == other.subject && one.source == other.source &&
         one.device == other.device && one.time == other.time;
}

/// The event that a transform emitted, with the empty fields taken from its parent. The parent itself if nothing
/// changed.
RoutedEvent emitted(Event event, const RoutedEvent& parent, const std::string& step, DerivedIds& ids) {
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

/// The event that a timer keeps, as the parent of what the transform emits. What an event must have is filled.
RoutedEvent keptEvent(const StoredTimer& timer, std::chrono::system_clock::time_point now) {
  const auto& [device, name, kept] = timer.timer;
  auto event = kept;
  if (event.type.empty()) event.type = name.empty() ? "Timer" : name;
  if (event.id.empty()) event.id = timer.id;
  if (event.source.empty()) event.source = "herald";
  if (event.device.empty()) event.device = device.empty() ? event.source : device;
  if (event.time == std::chrono::system_clock::time_point{}) event.time = now;
  return {0, std::make_shared<const Event>(std::move(event)), {}};
}

/// What a transform does that uses an `emit` of another time or thread. It may do so after the route has gone.
std::function<void()> misuseReport(const TransformStep& step) {
  return [name = step.name, plugin = step.plugin, reported = step.reported] {
    if (reported->test_and_set()) return;
    Poco::Logger::get("transform." + name)
        .warning("calls `emit` after apply() has returned, or from another thread (plugin " + plugin +
                 "): Herald drops these events; the plugin has to emit within apply()");
  };
}

std::vector<std::shared_ptr<const Event>> eventsOf(const std::vector<RoutedEvent>& routed) {
  std::vector<std::shared_ptr<const Event>> events;
  for (const auto& one : routed) events.push_back(one.event);
  return events;
}

}  // namespace

std::vector<RoutedEvent> applyStep(const TransformStep& step, std::vector<RoutedEvent> events) {
  std::vector<RoutedEvent> results;
  DerivedIds ids(eventsOf(events));
  for (auto& input : events) {
    const auto before = results.size();
    if (!input.deadReason.empty()) {
      results.push_back(std::move(input));
      continue;
    }
    const PluginCall call("transform", step.name, step.plugin, input.event.get());
    try {
      const LentEmit lent([&](Event event) { results.push_back(emitted(std::move(event), input, step.name, ids)); },
                          misuseReport(step));
      step.transform->apply(*input.event, lent.emit());
    } catch (...) {
      results.resize(before);
      input.deadReason = "transform " + step.name + " failed: " + currentExceptionText();
      results.push_back(std::move(input));
    }
  }
  return results;
}

std::vector<RoutedEvent> wakeStep(const TransformStep& step, const StoredTimer& timer,
                                  std::chrono::system_clock::time_point now) {
  auto parent = keptEvent(timer, now);
  std::vector<RoutedEvent> results;
  DerivedIds ids({});
  const auto take = [&](Event event) {
    if (event.id.empty()) event.id = timer.id;
    if (event.time == std::chrono::system_clock::time_point{}) event.time = now;
    results.push_back(emitted(std::move(event), parent, step.name, ids));
  };
  const PluginCall call("transform", step.name, step.plugin, parent.event.get());
  try {
    const LentEmit lent(take, misuseReport(step));
    dynamic_cast<TimerUser&>(*step.transform).wake(timer.timer, lent.emit());
  } catch (...) {
    parent.deadReason = "transform " + step.name + " failed when its timer woke it: " + currentExceptionText();
    results = {std::move(parent)};
  }
  return results;
}

}  // namespace herald::core
