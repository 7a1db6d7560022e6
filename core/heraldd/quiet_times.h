// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "herald/outcome.h"

namespace herald::core {

/// Notices when Herald has little to do. A value, for one thread.
class QuietTimes {
 public:
  static constexpr Millis kLength = std::chrono::seconds(30);

  /// `used`: as below, now.
  explicit QuietTimes(Millis used) : before_(used) {}

  /// Call it once in kLength, with the time that this process has used processors since its start. True if it has used
  /// less than a hundredth of one since the last call.
  bool endsOne(Millis used) { return used - std::exchange(before_, used) < kLength / 100; }

 private:
  Millis before_;
};

}  // namespace herald::core
