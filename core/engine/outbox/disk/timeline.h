#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock/time_source.h"

namespace herald::core {

/// A clock that goes on over restarts and never jumps: what an outbox stores ages with. It runs as long as the process
/// does, and over the time between two processes only where the wall clock was right at both ends, so that a clock that
/// is set in the meantime ages nothing. A value; every thread may read it.
class Timeline {
 public:
  /// A moment of it, as it is stored.
  struct Mark {
    std::int64_t line = 0;  ///< milliseconds on the timeline
    std::int64_t wall = 0;  ///< milliseconds since 1970, as the wall clock said
    bool synchronized = false;
  };

  /// Goes on from `last`, the newest mark of an earlier process.
  Timeline(const Mark& last, const TimeSource& time);

  Mark mark(const TimeSource& time) const;
  std::int64_t at(Clock::time_point time) const;  ///< milliseconds on the timeline
  Clock::time_point from(std::int64_t line) const;

 private:
  std::int64_t zero_;  // the timeline's place where the process's clock is at its epoch
};

}  // namespace herald::core
