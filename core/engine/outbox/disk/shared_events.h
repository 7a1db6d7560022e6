// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace herald::core {

/// Which rows of an outbox's file share an event. The first of them has the event, and the others refer to it. So its
/// row stays until the last of these deliveries has ended. An event that is not shared takes no memory here, and one
/// that is takes 16 bytes. One thread at a time may call it.
class SharedEvents {
 public:
  /// How far behind the row with the event the others may lie, in sequences.
  static constexpr std::uint64_t kReach = 63;

  /// A delivery in `row` refers to the event in the row `first`. `firstWaits`: that row is a delivery, too.
  void add(std::uint64_t first, std::uint64_t row, bool firstWaits);

  /// Whether the event of this row is in another one, or others need the event of this one.
  bool contains(std::uint64_t row) const { return indexOf(row) < events_.size(); }

  /// Whether this row only has the event of others: its own delivery has ended.
  bool isKept(std::uint64_t row) const;

  /// The row of a delivery that has ended, and only had the event of others, is a delivery again.
  void revive(std::uint64_t row);

  /// What becomes of rows whose deliveries have ended.
  struct Ended {
    std::vector<std::uint64_t> gone{};  ///< nobody needs these rows: also one that had only the event for them
    std::vector<std::uint64_t> kept{};  ///< others need the events of these
  };

  /// The deliveries of these rows have ended. A row that shares no event is just gone.
  Ended end(std::vector<std::uint64_t> rows);

 private:
  struct Event {
    std::uint64_t first = 0;
    std::uint64_t waiting = 0;  // bit i: the row `first` + i is a delivery. 0: forgotten
  };

  std::size_t indexOf(std::uint64_t row) const;
  void settle(Event& event, std::vector<std::uint64_t>& gone);
  void tidy();

  std::vector<Event> events_{};  // in the order of their rows
  std::size_t forgotten_ = 0;
};

}  // namespace herald::core
