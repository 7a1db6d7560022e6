// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/sink/sink_setup.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

/// One call into a sink: an attempt to deliver, or a trial. While the call runs, its worker reads it without the lane's
/// lock. Only `limit`, `walledOff` and `hanging` change meanwhile, under the lock.
struct Call {
  bool isTrial = false;
  Schedule::Turn turn{};  ///< of an attempt
  std::shared_ptr<const SinkSetup> setup{};
  Clock::time_point deadline{};
  Clock::time_point limit{};  ///< after this the call hangs; max() once it has returned
  bool walledOff = false;
  std::optional<HangingCall> hanging{};

  // An attempt begins only when its delivery is claimed, which may have to wait for the disk. Until then the call
  // cannot hang, and it can be cancelled.
  bool begin() { return move(State::Begun); }       ///< false if it was cancelled
  bool cancel() { return move(State::Cancelled); }  ///< false if it has begun
  bool hasBegun() const { return state_ == State::Begun; }

 private:
  enum class State { Claiming, Begun, Cancelled };
  bool move(State to) {
    auto from = State::Claiming;
    return state_.compare_exchange_strong(from, to);
  }

  std::atomic<State> state_ = State::Claiming;
};

}  // namespace herald::core
