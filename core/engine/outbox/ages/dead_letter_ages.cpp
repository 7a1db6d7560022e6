// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/ages/dead_letter_ages.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr Millis kLeastWait = std::chrono::seconds(1);

}  // namespace

Clock::time_point DeadLetterAges::endTooOld() {
  const auto now = time_.now();
  if (!again_.exchange(false) && now < next_) return next_;
  return next_ = std::max(outbox_.deadLetters().expire(now), now + kLeastWait);
}

}  // namespace herald::core
