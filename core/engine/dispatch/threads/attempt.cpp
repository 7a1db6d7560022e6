// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/attempt.h"

#include <utility>

#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

namespace {

constexpr std::size_t kKeptAnswer = 1024;

Outcome outcomeOf(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                  std::stop_token stop) {
  try {
    return setup.sink->deliver({.event = event,
                                .topic = setup.hook.topic(event.type),
                                .message = setup.hook.message(event),
                                .number = number,
                                .deadline = deadline,
                                .stop = std::move(stop),
                                .time = setup.host ? setup.host->wallClock() : decltype(event.time){}});
  } catch (const Failure& failure) {
    const bool failed = failure.verdict() != Outcome::Verdict::Delivered;
    return {.verdict = failed ? failure.verdict() : Outcome::Verdict::Retry, .reason = failure.what()};
  } catch (...) {
    return {.verdict = Outcome::Verdict::Retry, .reason = currentExceptionText()};
  }
}

}  // namespace

Outcome attempt(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                std::stop_token stop) {
  Outcome outcome = outcomeOf(setup, event, number, deadline, std::move(stop));
  if (setup.mask) {
    if (!outcome.reason.empty()) outcome.reason = setup.mask->masked(outcome.reason);
    if (!outcome.answer.empty()) outcome.answer = setup.mask->masked(outcome.answer);
  }
  if (outcome.answer.size() > kKeptAnswer) outcome.answer.resize(kKeptAnswer);
  return outcome;
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
