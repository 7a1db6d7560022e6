// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/event.h"
#include "herald/plugin.h"
#include "herald/sink.h"
#include "herald/transform.h"

/// Values for the tests of plugins.
namespace herald::test {

/// An event of the device "mk3" with every field filled, at 2020-04-29T21:24:58Z.
inline Event event(std::string_view type, std::string_view payload = "{}", std::string_view context = "{}") {
  Event made;
  made.type = type;
  made.payload = payload;
  made.context = context;
  made.category = Category::Lifecycle;
  made.subject = "benchy.gcode";
  made.id = "0190163d-8694-739b-aea5-966c26f8ad91";
  made.source = "mk3";
  made.device = "mk3";
  made.time = std::chrono::system_clock::time_point(std::chrono::seconds(1588195498));
  return made;
}

/// An event "PrintProgress" at this percent.
inline Event progress(int percent, std::string_view job = "benchy.gcode") {
  Event made = event("PrintProgress", "{\"progress\":" + std::to_string(percent) + "}");
  made.category = Category::Progress;
  made.subject = job;
  return made;
}

/// The first attempt to deliver `event`, which must outlive it. Its deadline is far away, since a FakeHost has a clock
/// of its own.
inline Attempt attempt(const Event& event, std::string_view message = "Your print has started.") {
  return {.event = event,
          .topic = event.type,
          .message = Template(message, Place::Text),
          .deadline = Clock::now() + std::chrono::hours(24 * 365)};
}

/// The settings of a plugin with these values, checked as Herald checks them. Throws BadSettings.
inline Settings settingsFor(const Plugin& plugin, Settings::Values values = {}) {
  return {plugin.options(), std::move(values)};
}

/// The events that a transform makes of this event.
inline std::vector<Event> applied(Transform& transform, const Event& event) {
  std::vector<Event> out;
  transform.apply(event, [&out](Event passed) { out.push_back(std::move(passed)); });
  return out;
}

}  // namespace herald::test
