// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <utility>

#include "base/clock/time_source.h"
#include "herald/mutex.h"

namespace herald::core {

/// Lets one trial at a time into a sink, when the sink is free for it.
///
/// A mutex of the owner guards it: hold that for every function.
class TrialGate {
 public:
  /// No trial begins once `closing` is requested to stop.
  explicit TrialGate(std::stop_token closing) : closing_(std::move(closing)) {}

  /// What the gate has to know of the sink. Both functions are called with the mutex.
  struct Sink {
    std::function<bool()> isFree{};
    std::function<bool()> isHanging{};
  };

  /// Waits until no other trial is in and the sink is free; the owner notifies `changed` when that may have changed.
  /// Meanwhile isWaiting(). Throws std::runtime_error if trials end, if the sink hangs, or if it is not free after
  /// `patience`. Each enter() needs a leave(), except one that throws.
  void enter(Mutex& mutex, Condition& changed, TimeSource& time, Millis patience, const Sink& sink)
      HERALD_REQUIRES(mutex);
  void leave() { isIn_ = false; }

  bool isWaiting() const { return isWaiting_; }  ///< a trial waits for the sink to be free

  bool isClosed() const { return closing_.stop_requested(); }

 private:
  bool isIn_ = false;
  bool isWaiting_ = false;
  const std::stop_token closing_;
};

}  // namespace herald::core
