// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock/time_source.h"

namespace herald::core {

/// The clock that an outbox stores ages with. It continues over restarts and never jumps. It runs while the process
/// runs. It counts the time between two processes only if the wall clock was right at both ends. So nothing ages when
/// somebody sets the clock. A value; every thread may read it.
class Timeline {
 public:
  /// One moment, in the form that is stored.
  struct Mark {
    std::int64_t line = 0;  ///< milliseconds on the timeline
    std::int64_t wall = 0;  ///< milliseconds since 1970 on the wall clock
    bool synchronized = false;
  };

  /// Continues from `last`, the newest mark of an earlier process.
  Timeline(const Mark& last, const TimeSource& time);

  Mark mark(const TimeSource& time) const;
  std::int64_t at(Clock::time_point time) const;  ///< milliseconds on the timeline
  Clock::time_point from(std::int64_t line) const;

 private:
  std::int64_t zero_;  // the timeline at the epoch of the process's clock
};

}  // namespace herald::core
