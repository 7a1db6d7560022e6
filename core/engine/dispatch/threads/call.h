// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>

#include "engine/delivery_log/attempt_trace.h"
#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/sink/sink_setup.h"
#include "engine/dispatch/threads/attempt_entry.h"
#include "engine/plugin_host/hanging_call.h"

namespace herald::core {

/// One call into a sink: an attempt to deliver, or a trial. It is over when it has ended and no thread is inside of the
/// plugin for it. An attempt of an AsyncSink ends by its Completion, before or after begin() has returned.
///
/// The thread that makes the call, and the one that ends it, use it without the lane's lock. Meanwhile other threads,
/// which hold the lock, may only cancel the call or wall it off. The state decides who was first.
class Call {
 public:
  static constexpr Millis kGrace = std::chrono::seconds(5);  ///< for a call that is over its timeout

  explicit Call(std::shared_ptr<const SinkSetup> sinkSetup) : setup(std::move(sinkSetup)) {}

  std::shared_ptr<const SinkSetup> setup;
  bool isTrial = false;

  // Of an attempt.
  Schedule::Turn turn{};
  std::optional<Attempt> attempt{};       ///< what the sink gets; from begin() on
  std::shared_ptr<AttemptTrace> trace{};  ///< null: nobody keeps a log
  std::optional<AttemptNote> note{};      ///< for the delivery log, once the call has ended
  Outcome outcome{};                      ///< once it has ended

  // What follows needs the lane's lock.
  bool isInside = true;      ///< a thread makes the call: it is in the plugin, or about to be
  bool hasEnded = false;     ///< there will be no other end
  bool isConcluded = false;  ///< its turn is over
  bool isOver() const { return hasEnded && !isInside; }

  // The threads that make and end it. An attempt begins only when its delivery is claimed, which may have to wait for
  // the disk.
  bool begin(Clock::time_point now);  ///< false if it was cancelled
  bool end();                         ///< it has an outcome; false if it is walled off

  // Other threads, with the lane's lock.
  bool cancel();    ///< it will not begin; false if it has begun
  bool wallOff();   ///< nobody waits for it any longer; false if it is not under way
  void comeBack();  ///< it was walled off, and is over

  bool isWalledOff() const { return state_ == State::WalledOff; }
  Clock::time_point begun() const { return begun_; }        ///< only after begin()
  Clock::time_point deadline() const { return deadline_; }  ///< for the sink; only after begin()

  /// When the call hangs if it is not over. It cannot hang before it begins: then this is the earliest time that
  /// begin() could give it from now on. Needs the lane's lock.
  Clock::time_point limit(Clock::time_point now) const;

 private:
  friend class CallTable;
  enum class State { Claiming, Cancelled, Begun, Ended, WalledOff };
  bool move(State from, State to) { return state_.compare_exchange_strong(from, to); }
  bool isOnlyInside() const { return isConcluded && isInside; }  // all that is left is the return of begin()

  std::atomic<State> state_ = State::Claiming;
  Clock::time_point begun_{};
  Clock::time_point deadline_{};
  std::optional<HangingCall> hanging_{};  // while it is walled off
  std::size_t place_ = 0;                 // in the table of the lane
};

}  // namespace herald::core
