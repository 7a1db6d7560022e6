// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>

#include "herald/export.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// What is left to do with a picture, so that it is upright: first the two flips, then the turn.
struct Orientation {
  bool flipHorizontally = false;
  bool flipVertically = false;
  bool turnLeft = false;  ///< by 90 degrees, against the clock

  bool operator==(const Orientation&) const = default;
};

/// A picture as the camera gave it. A value.
struct Picture {
  std::string jpeg{};  ///< the bytes of a JPEG file
  Orientation orientation{};
};

/// One picture that Herald asks for.
struct Shot {
  const std::string& device;  ///< the device whose event wants the picture; outlives the call
  Clock::time_point deadline = Clock::time_point::max();
  std::stop_token stop{};  ///< a request to give up soon: Herald is stopping
};

/// An optional interface of a source that has a camera. When an event happens that some sink shows with its picture,
/// Herald asks for it once, turns and scales it, and keeps it beside the outbox until the last of these deliveries is
/// over. Without a picture the message goes without one.
class HERALD_API Camera {
 public:
  virtual ~Camera();

  /// Takes a picture now: not one that the source has kept. Herald calls it after configure, from a thread of its own,
  /// one call at a time, also while Source::run runs and while it waits to run again. It returns by `shot.deadline`, or
  /// soon after a request to stop. Throws Failure if there is no picture; its text says why and what to do, and Herald
  /// logs it once until there is a picture again.
  virtual Picture take(const Shot& shot) = 0;
};

}  // namespace herald::inline v1
