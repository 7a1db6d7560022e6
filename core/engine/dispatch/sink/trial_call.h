// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>

#include "engine/dispatch/sink/sink_setup.h"
#include "herald/outcome.h"

namespace herald::core {

/// What a trial does with a sink. It owns everything that it refers to: if it hangs, it is left behind.
using TrialCall =
    std::function<Outcome(const SinkSetup& setup, Clock::time_point deadline, const std::stop_token& stop)>;

}  // namespace herald::core
