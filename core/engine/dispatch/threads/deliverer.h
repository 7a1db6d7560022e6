// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

#include "engine/dispatch/threads/call.h"
#include "engine/dispatch/threads/lane_environment.h"

namespace herald::core {

/// What a lane does for an attempt without its lock: it claims the delivery, calls the sink and stores the outcome. Any
/// thread may use it, one at a time for each call.
class Deliverer {
 public:
  /// `environment` outlives it. `stop` asks every attempt to give up.
  Deliverer(const LaneEnvironment& environment, std::stop_token stop)
      : environment_(environment), stop_(std::move(stop)) {}

  /// Claims the delivery, and makes the attempt as the sink gets it. False if the delivery has ended before, or the
  /// call was cancelled. May wait for the disk.
  bool prepare(Call& call) const;

  /// Makes the attempt. Returns how it went.
  Outcome deliver(Call& call) const;

  /// Begins the attempt of an AsyncSink. `end` is called once, on any thread, also before this returns.
  void begin(Call& call, const Completion& end) const;

  /// Masks, cuts and stores the outcome. False if the call was walled off: then it does nothing, and uses no
  /// environment.
  bool end(Call& call, Outcome outcome) const;

  /// For the delivery log. Only the schedule knows when the next attempt is; `untilNext` is 0 if none is planned.
  void log(Call& call, Millis untilNext) const;

  /// The call was walled off: its delivery waits for another attempt.
  void abandon(Call& call) const;

 private:
  void note(Call& call) const;
  Jpeg pictureFor(const SinkSetup& setup, const Event& event) const;

  const LaneEnvironment& environment_;
  const std::stop_token stop_;
};

}  // namespace herald::core
