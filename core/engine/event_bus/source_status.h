// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::core {

/// What the operator sees of a source.
struct SourceStatus {
  enum class State { Starting, Running, Waiting, Done, Stopped, Hanging } state = State::Starting;
  std::string detail{};  ///< the address that it is connected to, or why it waits
  int restarts = 0;
};

/// "starting", "running", "waiting", "done", "stopped" or "hanging".
std::string_view toString(SourceStatus::State state);

}  // namespace herald::core
