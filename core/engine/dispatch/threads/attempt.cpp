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
constexpr std::size_t kKeptSent = 8192;
constexpr std::size_t kKeptNames = 100;

/// Masks before anything is cut: half a secret could not be found. Reads no more of the text than it keeps.
std::string masked(const SinkSetup& setup, std::string_view text, std::size_t most) {
  return setup.mask && !text.empty() ? setup.mask->masked(text, most) : std::string(text.substr(0, most + 1));
}

}  // namespace

Outcome thrownOutcome() {
  try {
    throw;
  } catch (const Failure& failure) {
    const bool failed = failure.verdict() != Outcome::Verdict::Delivered;
    return {.verdict = failed ? failure.verdict() : Outcome::Verdict::Retry, .reason = keptText(failure.what())};
  } catch (...) {
    return {.verdict = Outcome::Verdict::Retry, .reason = currentExceptionText()};
  }
}

Attempt attemptOf(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                  std::stop_token stop, std::shared_ptr<const std::string> snapshot) {
  return {.event = event,
          .topic = setup.hook.topic(event.type),
          .message = setup.hook.message(event),
          .number = number,
          .deadline = deadline,
          .stop = std::move(stop),
          .time = setup.host ? setup.host->wallClock() : decltype(event.time){},
          .snapshot = std::move(snapshot)};
}

Outcome deliver(const SinkSetup& setup, const Attempt& attempt) {
  const PluginCall call("sink", setup.name, setup.plugin, &attempt.event);
  try {
    return setup.sink->deliver(attempt);
  } catch (...) {
    return thrownOutcome();
  }
}

// begin() gets a copy of the end. If it throws, that copy goes away before the exception is caught.
void begin(const SinkSetup& setup, const Attempt& attempt, const Completion& end) {
  const PluginCall call("sink", setup.name, setup.plugin, &attempt.event);
  try {
    setup.async->begin(attempt, end);
  } catch (...) {
    end(thrownOutcome());
  }
}

// What a sink hands over may have any length.
Outcome bounded(const SinkSetup& setup, Outcome outcome) {
  outcome.reason = keptText(masked(setup, outcome.reason, kMostText));
  outcome.answer = cutText(masked(setup, outcome.answer, kKeptAnswer), kKeptAnswer, Count::Bytes);
  outcome.sent = cutText(masked(setup, outcome.sent, kKeptSent), kKeptSent, Count::Bytes);
  if (outcome.missing.size() > kKeptNames) outcome.missing.resize(kKeptNames);
  for (auto& name : outcome.missing) name = keptText(name);
  return outcome;
}

Outcome attempt(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                std::stop_token stop, std::shared_ptr<const std::string> snapshot) {
  const auto made = attemptOf(setup, event, number, deadline, std::move(stop), std::move(snapshot));
  return bounded(setup, deliver(setup, made));
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
