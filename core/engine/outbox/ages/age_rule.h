// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

#include "engine/outbox/ages/age_limits.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// How many deliveries ended by their age.
struct ExpiredCounts {
  std::size_t deadLetters = 0;
  std::size_t discarded = 0;

  bool any() const { return deadLetters + discarded > 0; }
  ExpiredCounts& operator+=(const ExpiredCounts& other) {
    deadLetters += other.deadLetters;
    discarded += other.discarded;
    return *this;
  }
};

/// Says when a waiting delivery is too old, and ends it. A value.
class AgeRule {
 public:
  AgeRule() = default;
  explicit AgeRule(const AgeLimits& limits) : limits_(limits) {}

  /// When a delivery that was accepted at this time is too old; max() if never.
  Clock::time_point expiry(Category category, Clock::time_point accepted) const;

  /// Ends a delivery: Herald discards a progress event, any other becomes a dead letter. `failure` is the ending of its
  /// last attempt, empty if there was none. Counts nothing if the delivery had ended before. May wait for the disk.
  ExpiredCounts end(Outbox& outbox, const Delivery& delivery, const Ending& failure, Clock::time_point now,
                    std::chrono::system_clock::time_point wallClock) const;

 private:
  AgeLimits limits_{};
};

}  // namespace herald::core
