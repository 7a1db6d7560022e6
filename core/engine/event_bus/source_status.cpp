// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_status.h"

namespace herald::core {

std::string_view toString(SourceStatus::State state) {
  switch (state) {
    case SourceStatus::State::Starting: return "starting";
    case SourceStatus::State::Running: return "running";
    case SourceStatus::State::Waiting: return "waiting";
    case SourceStatus::State::Done: return "done";
    case SourceStatus::State::Stopped: return "stopped";
    case SourceStatus::State::Hanging: break;
  }
  return "hanging";
}

}  // namespace herald::core
