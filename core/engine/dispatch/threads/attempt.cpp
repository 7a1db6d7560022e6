// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/attempt.h"

#include <utility>

#include "base/text/kept_text.h"
#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/field_limits.h"

namespace herald::core {

namespace {

constexpr std::size_t kKeptAnswer = 1024;
constexpr std::size_t kKeptNames = 100;

Outcome outcomeOf(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                  std::stop_token stop, std::shared_ptr<const std::string> snapshot) {
  const PluginCall call("sink", setup.name, setup.plugin, &event);
  try {
    return setup.sink->deliver({.event = event,
                                .topic = setup.hook.topic(event.type),
                                .message = setup.hook.message(event),
                                .number = number,
                                .deadline = deadline,
                                .stop = std::move(stop),
                                .time = setup.host ? setup.host->wallClock() : decltype(event.time){},
                                .snapshot = std::move(snapshot)});
  } catch (const Failure& failure) {
    const bool failed = failure.verdict() != Outcome::Verdict::Delivered;
    return {.verdict = failed ? failure.verdict() : Outcome::Verdict::Retry, .reason = keptText(failure.what())};
  } catch (...) {
    return {.verdict = Outcome::Verdict::Retry, .reason = currentExceptionText()};
  }
}

/// Masks before anything is cut: half a secret could not be found. Reads no more of the text than it keeps.
std::string masked(const SinkSetup& setup, std::string_view text, std::size_t most) {
  return setup.mask && !text.empty() ? setup.mask->masked(text, most) : std::string(text.substr(0, most + 1));
}

/// What a sink hands over may have any length.
Outcome bounded(const SinkSetup& setup, Outcome outcome) {
  outcome.reason = keptText(masked(setup, outcome.reason, kMostText));
  outcome.answer = cutText(masked(setup, outcome.answer, kKeptAnswer), kKeptAnswer, Count::Bytes);
  if (outcome.missing.size() > kKeptNames) outcome.missing.resize(kKeptNames);
  for (auto& name : outcome.missing) name = keptText(name);
  return outcome;
}

}  // namespace

Outcome attempt(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                std::stop_token stop, std::shared_ptr<const std::string> snapshot) {
  return bounded(setup, outcomeOf(setup, event, number, deadline, std::move(stop), std::move(snapshot)));
}

void store(const Outcome& outcome, const Delivery& delivery, Outbox& outbox, const TimeSource& time) {
  switch (outcome.verdict) {
    case Outcome::Verdict::Delivered: outbox.delivered(delivery); break;
    case Outcome::Verdict::Rejected:
      outbox.bury(delivery, {outcome.reason, outcome.status, outcome.answer, time.wallClock(), time.now()});
      break;
    default: outbox.release(delivery);
  }
}

}  // namespace herald::core
