// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/outbox/delivery.h"

namespace herald::core {

/// Selects dead letters: those that match every field that is set.
struct DeadLetterQuery {
  std::string sink{};                             ///< empty: any sink
  std::string reason{};                           ///< a part of the reason; upper and lower case are equal
  std::chrono::system_clock::time_point since{};  ///< ended at this time or later
  std::chrono::system_clock::time_point until = std::chrono::system_clock::time_point::max();  ///< ended before it
  std::vector<std::uint64_t> sequences{};                                                      ///< empty: any sequence
};

bool matches(const DeadLetterQuery& query, const Delivery& letter);

/// The result of a replay.
struct Replay {
  std::size_t count = 0;          ///< how many wait again
  std::size_t left = 0;           ///< how many stay dead letters: their sink is full, or their event waits already
  std::set<std::string> sinks{};  ///< the sinks that have new deliveries now
};

/// The deliveries that Herald does not try again by itself. Every thread may call it. Each function except expire
/// throws Unreadable if the disk does not return what is asked for.
class DeadLetters {
 public:
  virtual ~DeadLetters();

  /// At most `limit` dead letters with a sequence above `after`, in the order of their sequences.
  virtual std::vector<Delivery> list(const DeadLetterQuery& query, std::uint64_t after, std::size_t limit) = 0;

  /// Moves the dead letters to the end of their lines. Each gets a new sequence, no attempts, and `now` as the time of
  /// acceptance. The event and its id stay the same. Nothing is dropped to make room.
  virtual Replay replay(const DeadLetterQuery& query, Clock::time_point now) = 0;

  /// Deletes the dead letters and returns how many there were.
  virtual std::size_t purge(const DeadLetterQuery& query) = 0;

  /// Deletes and counts the dead letters that are too old at `now`. Returns when the next one may be too old.
  virtual Clock::time_point expire(Clock::time_point now) = 0;
};

}  // namespace herald::core
