// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "herald/outcome.h"

namespace herald::core {

/// Counts durations in fixed buckets. A value; one thread at a time may use it.
struct Histogram {
  /// The longest duration of each bucket, in milliseconds. One more bucket counts the longer ones.
  static constexpr std::array<Millis::rep, 15> kBounds{5,     10,    25,     50,     100,    250,     500,      1'000,
                                                       2'500, 5'000, 10'000, 30'000, 60'000, 600'000, 3'600'000};

  std::array<std::uint64_t, kBounds.size() + 1> counts{};
  std::uint64_t count = 0;
  Millis sum{0};

  void add(Clock::duration time) {
    const auto millis = std::chrono::ceil<Millis>(time);
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && millis.count() > kBounds[bucket]) ++bucket;
    ++counts[bucket];
    ++count;
    sum += millis;
  }

  /// The bound of the bucket that `percent` of the durations are within. Empty if nothing was counted, or if they are
  /// longer than every bound.
  std::optional<Millis> bound(std::uint64_t percent) const {
    std::uint64_t cumulative = 0;
    for (std::size_t bucket = 0; count > 0 && bucket < kBounds.size(); ++bucket) {
      cumulative += counts[bucket];
      if (cumulative * 100 >= count * percent) return Millis(kBounds[bucket]);
    }
    return std::nullopt;
  }
};

}  // namespace herald::core
