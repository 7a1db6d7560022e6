// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/dispatch/sink/sink_setup.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "testing/record.h"
#include "testing/recording_host.h"

namespace herald::core {

inline Outcome retry(int status, Millis retryAfter = Millis(0)) {
  return {.verdict = Outcome::Verdict::Retry,
          .reason = "status " + std::to_string(status),
          .status = status,
          .retryAfter = retryAfter};
}
inline Outcome hold(const std::string& reason = "401: check the token") {
  return {.verdict = Outcome::Verdict::Hold, .reason = reason, .status = 401};
}
inline Outcome rejected() { return {.verdict = Outcome::Verdict::Rejected, .reason = "400: no", .status = 400}; }
inline Outcome gone() { return {.verdict = Outcome::Verdict::Gone, .reason = "410", .status = 410}; }

/// For tests: a sink that returns the given outcomes one after the other and then delivers, or does what `act` does. It
/// records the id of each event when its call begins.
class ScriptedSink : public Sink {
 public:
  ScriptedSink() = default;
  explicit ScriptedSink(std::deque<Outcome> outcomes) : outcomes_(std::move(outcomes)) {}
  explicit ScriptedSink(std::function<Outcome(const Attempt&)> act, bool concurrent = false)
      : act_(std::move(act)), concurrent_(concurrent) {}

  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  bool concurrent() const override { return concurrent_; }

  Outcome deliver(const Attempt& attempt) override {
    calls.add(attempt.event.id);
    if (act_) return act_(attempt);
    const std::lock_guard guard(mutex_);
    if (outcomes_.empty()) return {};
    auto outcome = outcomes_.front();
    outcomes_.pop_front();
    return outcome;
  }

  Record calls{};

 private:
  std::mutex mutex_{};
  std::deque<Outcome> outcomes_{};
  const std::function<Outcome(const Attempt&)> act_{};
  const bool concurrent_ = false;
};

/// A delivery whose device is its id up to the first digit: "a1" has the device "a".
inline Delivery makeDelivery(const std::string& id, const std::string& sink = "slack",
                             Category category = Category::Lifecycle) {
  auto event = std::make_shared<Event>();
  event->id = id;
  event->type = "PrintDone";
  event->category = category;
  event->device = id.substr(0, id.find_first_of("0123456789"));
  return {.sink = sink, .event = std::move(event)};
}

}  // namespace herald::core
