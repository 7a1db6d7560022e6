#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/outbox/delivery.h"

namespace herald::core {

/// Which dead letters are meant: those that fit everything that is given.
struct DeadLetterQuery {
  std::string sink{};                             ///< empty: of every sink
  std::string reason{};                           ///< a part of it, in any case
  std::chrono::system_clock::time_point since{};  ///< ended then or later
  std::chrono::system_clock::time_point until = std::chrono::system_clock::time_point::max();  ///< ended before
  std::vector<std::uint64_t> sequences{};                                                      ///< empty: any
};

bool matches(const DeadLetterQuery& query, const Delivery& letter);

/// What a replay did.
struct Replay {
  std::size_t count = 0;          ///< that wait again
  std::size_t left = 0;           ///< that stay dead letters: their sink has no room, or their event waits already
  std::set<std::string> sinks{};  ///< of those that wait again: they have something new
};

/// The deliveries that will not be tried again by themselves. Every thread may call it. All but expire throw Unreadable
/// where the disk does not give what is asked for.
class DeadLetters {
 public:
  virtual ~DeadLetters();

  /// Those with a sequence above `after`, at most `limit`, in the order of their sequences.
  virtual std::vector<Delivery> list(const DeadLetterQuery& query, std::uint64_t after, std::size_t limit) = 0;

  /// They go to the end of their lines: a new sequence, no attempt yet, accepted `now`; the event is the same, with its
  /// id. Nothing is dropped for them.
  virtual Replay replay(const DeadLetterQuery& query, Clock::time_point now) = 0;

  /// Forgets them, and says how many they were.
  virtual std::size_t purge(const DeadLetterQuery& query) = 0;

  /// Ends those that are too old at `now`, counted as such, and says when the next one may be.
  virtual Clock::time_point expire(Clock::time_point now) = 0;
};

}  // namespace herald::core
