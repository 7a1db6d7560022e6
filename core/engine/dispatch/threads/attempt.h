// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "base/clock/time_source.h"
#include "engine/dispatch/sink/sink_setup.h"
#include "engine/outbox/outbox.h"
#include "herald/event.h"

namespace herald::core {

/// What the sink gets: with what its hook says about the event. The event outlives it. `snapshot` is the picture of the
/// event; null if there is none.
Attempt attemptOf(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                  std::stop_token stop, std::shared_ptr<const std::string> snapshot = {});

/// Makes the attempt, and turns what the sink throws into an outcome. Throws nothing.
Outcome deliver(const SinkSetup& setup, const Attempt& attempt);

/// Begins the attempt of a setup with `async`. What the sink throws ends it. Throws nothing.
void begin(const SinkSetup& setup, const Attempt& attempt, const Completion& end);

/// What a sink has thrown, as the outcome of its attempt. Only within a catch block.
Outcome thrownOutcome();

/// The outcome with its texts masked and cut: the reason as keptText() does, the answer to a KiB,
/// what was sent to 8 KiB.
Outcome bounded(const SinkSetup& setup, Outcome outcome);

/// All of it, for somebody who waits for the end. Returns a bounded outcome.
Outcome attempt(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                std::stop_token stop, std::shared_ptr<const std::string> snapshot = {});

/// Tells the outbox how an attempt ended: the delivery is forgotten, becomes a dead letter, or waits again.
void store(const Outcome& outcome, const Delivery& delivery, Outbox& outbox, const TimeSource& time);

}  // namespace herald::core
