// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/clock/time_source.h"
#include "base/pictures/upright_jpeg.h"
#include "herald/mutex.h"

namespace herald::core {

/// Makes pictures upright and small enough, at most kAtOnce at a time. An open picture takes 10 MB and a processor, and
/// sixty printers may end their prints at the same moment. Every thread may call it.
class Darkroom {
 public:
  static constexpr int kAtOnce = 2;
  using Develop = std::function<std::string(const Picture& picture, const PictureLimits& limits)>;

  explicit Darkroom(TimeSource& time, Develop develop = uprightJpeg) : time_(time), develop_(std::move(develop)) {}

  /// The picture as an upright JPEG of at most `most` bytes. Waits for its turn. Throws std::runtime_error if the
  /// picture is none, and if its turn does not come before `deadline`.
  std::string upright(const Picture& picture, std::uint64_t most, Clock::time_point deadline) HERALD_EXCLUDES(mutex_);

 private:
  TimeSource& time_;
  const Develop develop_;
  Mutex mutex_{};
  Condition freed_{};
  int open_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::core
