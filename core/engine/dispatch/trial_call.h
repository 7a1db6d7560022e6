#pragma once

#include <functional>
#include <stop_token>

#include "engine/dispatch/sink_setup.h"
#include "herald/outcome.h"

namespace herald::core {

/// What a trial does with a sink. It owns whatever it refers to, since it may be left behind if it hangs.
using TrialCall =
    std::function<Outcome(const SinkSetup& setup, Clock::time_point deadline, const std::stop_token& stop)>;

}  // namespace herald::core
