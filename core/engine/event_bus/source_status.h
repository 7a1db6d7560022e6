// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/event_bus/custody_counts.h"
#include "herald/outcome.h"

namespace herald::core {

/// What the operator sees of a source.
struct SourceStatus {
  enum class State { Starting, Running, Waiting, Done, Stopped, Hanging } state = State::Starting;
  std::string detail{};  ///< the address that it is connected to, or why it waits
  int restarts = 0;
  std::optional<Clock::time_point> awaySince{};  ///< its first failure since it worked; empty if it works
  bool isRefused = false;                        ///< it waits because its credentials or its address look wrong
  CustodyCounts custody{};
};

/// "starting", "running", "waiting", "done", "stopped" or "hanging".
std::string_view toString(SourceStatus::State state);

}  // namespace herald::core
