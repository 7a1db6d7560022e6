// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "herald/json.h"
#include "herald/testing/fake_timers.h"
#include "herald/testing/hostile_events.h"
#include "herald/transform.h"

namespace herald::test {

/// Timers that an earlier version of a transform may have set: of any name, and with any event that it kept.
inline std::vector<Timer> hostileTimers() {
  std::vector<Timer> timers{{"mk3", "", Event{}}, {"", "unknown", Event{}}};
  for (const Event& event : hostileEvents()) timers.push_back({event.device, event.type, event});
  return timers;
}

/// A part of the contract: whatever a timer holds, and whether or not there is room for another one, wake() emits valid
/// events of a device, or throws a std::exception. It sets no timer that comes again at once and for ever.
inline void expectToWake(Transform& transform, FakeTimers& timers) {
  if (dynamic_cast<TimerUser*>(&transform) == nullptr) return;
  for (const bool full : {false, true}) {
    for (const Timer& timer : hostileTimers()) {
      timers.setFull(false);
      ASSERT_TRUE(timers.set(timer, Millis(0)));
      timers.setFull(full);
      std::vector<Event> emitted;
      try {
        emitted = timers.advance(transform, std::chrono::seconds(1));
      } catch (const std::exception&) {
        continue;
      } catch (...) {
        ADD_FAILURE() << "wake() throws an exception that is not a std::exception";
      }
      EXPECT_LE(emitted.size(), 10u) << "wake() emits more than ten events in a second for the timer " << timer.name;
      for (const Event& event : emitted) {
        EXPECT_NE(event.type, "") << "wake() emits an event without a type for the timer " << timer.name;
        EXPECT_TRUE(isJsonObject(event.payload)) << "wake() emits a payload that is not a JSON object";
        EXPECT_TRUE(isJsonObject(event.context)) << "wake() emits a context that is not a JSON object";
      }
    }
  }
  timers.setFull(false);
}

}  // namespace herald::test
