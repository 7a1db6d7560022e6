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

/// Makes one attempt with what the sink's hook says about the event, and turns what the sink throws into an outcome.
/// `snapshot` is the picture of the event; null if there is none.
/// The outcome's texts are masked and cut: the reason as keptText() does, the answer to a KiB. Throws nothing.
Outcome attempt(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                std::stop_token stop, std::shared_ptr<const std::string> snapshot = {});

/// Tells the outbox how an attempt ended: the delivery is forgotten, becomes a dead letter, or waits again.
void store(const Outcome& outcome, const Delivery& delivery, Outbox& outbox, const TimeSource& time);

}  // namespace herald::core
