#pragma once

#include <optional>
#include <thread>

#include "engine/dispatch/threads/lane.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

/// One call into the sink: a delivery's, or a trial. Its worker reads it without the lock as long as the call runs, and
/// only `limit`, `walledOff` and `hanging` change meanwhile, under the lock.
struct Lane::Call {
  bool isTrial = false;
  Schedule::Turn turn{};  // of a delivery
  std::shared_ptr<const SinkSetup> setup{};
  Clock::time_point deadline{};
  Clock::time_point limit{};  // max() once the call has returned
  bool walledOff = false;
  std::optional<HangingCall> hanging{};
};

struct Lane::Worker {
  std::thread thread{};
  std::optional<Call> call{};
  bool dismissed = false;  // it begins no other call
  bool over = false;
};

}  // namespace herald::core
