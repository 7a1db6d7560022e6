// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/sink/sink_status.h"

namespace herald::core {

std::string_view toString(SinkStatus::State state) {
  switch (state) {
    case SinkStatus::State::Healthy: return "healthy";
    case SinkStatus::State::Slowed: return "slowed by rate";
    case SinkStatus::State::Failing: return "failing";
    case SinkStatus::State::Rejecting: return "rejecting";
    case SinkStatus::State::Holding: return "on hold";
    case SinkStatus::State::Gone: return "gone";
    case SinkStatus::State::Hanging: return "hanging";
    case SinkStatus::State::Paused: break;
  }
  return "paused";
}

}  // namespace herald::core
