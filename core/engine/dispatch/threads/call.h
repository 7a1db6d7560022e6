// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/sink/sink_setup.h"
#include "engine/plugin_host/hanging_call.h"

namespace herald::core {

/// One call into a sink: an attempt to deliver, or a trial.
///
/// Its worker claims the delivery, makes the call and stores the outcome without the lane's lock. Meanwhile other
/// threads, which hold the lock, may only cancel the call or wall it off. The state decides who was first.
class Call {
 public:
  static constexpr Millis kGrace = std::chrono::seconds(5);  ///< for a call that is over its timeout

  explicit Call(std::shared_ptr<const SinkSetup> sinkSetup) : setup(std::move(sinkSetup)) {}

  std::shared_ptr<const SinkSetup> setup;
  Schedule::Turn turn{};  ///< of an attempt
  bool isTrial = false;

  // Its worker. An attempt begins only when its delivery is claimed, which may have to wait for the disk.
  bool begin(Clock::time_point now);  ///< false if it was cancelled
  bool end();                         ///< it has returned; false if it is walled off

  // Other threads, with the lane's lock.
  bool cancel();    ///< it will not begin; false if it has begun
  bool wallOff();   ///< nobody waits for it any longer; false if it is not under way
  void comeBack();  ///< it was walled off, and has returned; for its worker, too

  bool isWalledOff() const { return state_ == State::WalledOff; }
  Clock::time_point deadline() const { return deadline_; }  ///< for the sink; only after begin()

  /// When the call hangs if it has not returned. It cannot hang before it begins: then this is the earliest time that
  /// begin() could give it from now on.
  Clock::time_point limit(Clock::time_point now) const;

 private:
  enum class State { Claiming, Cancelled, Begun, Returned, WalledOff };
  bool move(State from, State to) { return state_.compare_exchange_strong(from, to); }

  std::atomic<State> state_ = State::Claiming;
  Clock::time_point deadline_{};
  std::optional<HangingCall> hanging_{};  // while it is walled off
};

}  // namespace herald::core
