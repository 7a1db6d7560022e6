#pragma once

#include "engine/dispatch/sink_setup.h"
#include "herald/event.h"

namespace herald::core {

/// Makes one attempt with what the sink's hook says about the event, and turns what the sink throws into an outcome.
/// The outcome's texts are masked, and its answer cut to a KiB. Throws nothing.
Outcome attempt(const SinkSetup& setup, const Event& event, int number, Clock::time_point deadline,
                std::stop_token stop);

}  // namespace herald::core
