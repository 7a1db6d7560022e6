// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "herald/mutex.h"
#include "herald/testing/contract/work.h"
#include "herald/testing/timer_contract.h"

namespace herald::test {

/// What `emit` is called with during one call of apply(), and from where. Any thread may call it.
class EmitLog {
 public:
  void take(Event event) {
    if (isOver_) late_ = true;
    if (std::this_thread::get_id() != thread_) elsewhere_ = true;
    const MutexLock lock(mutex_);
    events_.push_back(std::move(event));
  }
  void end() { isOver_ = true; }

  bool late() const { return late_; }
  bool elsewhere() const { return elsewhere_; }
  std::vector<Event> events() const {
    const MutexLock lock(mutex_);
    return events_;
  }

 private:
  const std::thread::id thread_ = std::this_thread::get_id();
  std::atomic<bool> isOver_ = false, late_ = false, elsewhere_ = false;
  mutable Mutex mutex_{};
  std::vector<Event> events_ HERALD_GUARDED_BY(mutex_){};
};

/// One call of apply(). It keeps `emit` alive, so that a plugin that kept it does no harm.
struct AppliedCall {
  std::shared_ptr<EmitLog> log = std::make_shared<EmitLog>();
  Transform::Emit emit = [into = log](Event event) { into->take(std::move(event)); };

  void make(Transform& transform, const Event& event) {
    whatItThrows([&] { transform.apply(event, emit); });
    log->end();
  }

  /// True if somebody else has a copy of `emit`.
  bool isKept() const { return log.use_count() > 2; }
};

inline void expectGoodEvents(Transform& transform, const Event& event) {
  const Event before = event;  // NOLINT(performance-unnecessary-copy-initialization): apply() may change it
  whatItThrows([&] {
    for (const Event& passed : applied(transform, event)) {
      EXPECT_NE(passed.type, "") << "it emits an event without a type";
      EXPECT_NE(passed.device, "") << "it emits an event without a device";
      EXPECT_TRUE(isJsonObject(passed.payload)) << "the payload is no longer a JSON object";
      EXPECT_TRUE(isJsonObject(passed.context)) << "the context is no longer a JSON object";
    }
  });
  EXPECT_TRUE(event.type == before.type && event.payload == before.payload && event.context == before.context)
      << "apply() changes the event, which other routes get too: emit a copy";
}

inline void appliesHostileEvents(const Subject& subject) {
  LiveHost host;
  const auto plugin = configured(subject, host);
  for (const Event& event : hostileEvents()) expectGoodEvents(as<Transform>(*plugin), event);
}

inline void wakesForHostileTimers(const Subject& subject) {
  LiveHost host;
  const auto plugin = configured(subject, host);
  expectToWake(as<Transform>(*plugin), plugin.timers());
}

inline void emitsOnlyDuringTheCall(const Subject& subject) {
  LiveHost host;
  std::vector<std::unique_ptr<AppliedCall>> calls;
  {
    const auto plugin = configured(subject, host);
    for (const Event& event : printOf("mk3")) {
      calls.push_back(std::make_unique<AppliedCall>());
      calls.back()->make(as<Transform>(*plugin), event);
      EXPECT_FALSE(calls.back()->isKept()) << "it keeps `emit` after apply() has returned: emit before that";
    }
  }
  for (const auto& call : calls) {
    EXPECT_FALSE(call->log->late()) << "it calls `emit` after apply() has returned: Herald ignores such an event";
    EXPECT_FALSE(call->log->elsewhere()) << "it calls `emit` from another thread: only that of apply() may";
  }
}

inline std::vector<Rule> transformRules() {
  return {
      {"AppliesHostileEvents", "apply() returns", appliesHostileEvents},
      {"WakesForHostileTimers", "wake() returns", wakesForHostileTimers},
      {"EmitsOnlyDuringTheCall", "apply() returns", emitsOnlyDuringTheCall},
  };
}

}  // namespace herald::test
