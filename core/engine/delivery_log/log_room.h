// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

#include "engine/delivery_log/log_entry.h"

namespace herald::core {

/// How much a log keeps: the option log.keep.
struct LogBounds {
  std::chrono::milliseconds age = std::chrono::hours(7 * 24);
  std::size_t bytes = std::size_t{32} << 20;
};

/// Counts what a log holds by rank, and says what has to go when it is too much.
///
/// The least important entries go first. But each rank keeps an eighth of the room: otherwise a receiver that refuses
/// everything would leave no entry of those that work. A value.
class LogRoom {
 public:
  using Bytes = std::array<std::size_t, kLogRanks>;

  void add(LogRank rank, std::size_t bytes) { held_.at(static_cast<std::size_t>(rank)) += bytes; }
  void remove(LogRank rank, std::size_t bytes);
  void clear() { held_ = {}; }

  std::size_t total() const;
  std::size_t of(LogRank rank) const { return held_.at(static_cast<std::size_t>(rank)); }

  /// The bytes that have to go of each rank, its oldest entries first. All zero while the total is within `most`.
  /// Otherwise it frees a sixteenth more than it must, so that not every write removes something.
  Bytes surplus(std::size_t most) const;

 private:
  Bytes held_{};
};

}  // namespace herald::core
