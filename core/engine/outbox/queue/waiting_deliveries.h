// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/delivery.h"
#include "engine/outbox/queue/fair_bound.h"
#include "engine/outbox/queue/sequence_map.h"

namespace herald::core {

/// The waiting deliveries of one sink in one place, memory or disk, by their importance and in their order. The bodies
/// (the events) of deliveries on disk are also in memory while there is room for them. One thread at a time may call
/// it.
class WaitingDeliveries {
 public:
  /// Small: there is one for each delivery that waits.
  struct Entry {
    Clock::time_point accepted{};
    std::uint64_t idHash = 0;
    std::uint32_t source = 0;  ///< a hash of its name
    std::uint32_t device = 0;  ///< a hash of its name
    std::uint32_t size = 0;
    int attempts : 31 = 0;
    bool claimed : 1 = false;  ///< an attempt is under way
  };
  struct Item {
    std::uint64_t sequence = 0;
    Category category = Category::Other;
    std::shared_ptr<const Event> event{};  ///< null: on disk only
    std::uint64_t row = 0;  ///< its row on disk; 0 if it has none. Another one than its sequence if the disk refused it
    Entry entry{};
  };
  using Entries = SequenceMap<Entry>;

  enum class Kind : std::uint8_t { Memory, Disk };

  WaitingDeliveries(Kind kind, std::size_t events, std::size_t bytes) : kind_(kind), bound_(events, bytes) {}

  void put(Item item);
  std::optional<Item> take(std::uint64_t sequence, Category category);
  Entry* find(std::uint64_t sequence, Category category);
  const Entry* find(std::uint64_t sequence, Category category) const;
  std::shared_ptr<const Event> body(std::uint64_t sequence) const;  ///< null if it is not here

  /// Takes the next one to drop that is not claimed; see DeviceShares. Progress is the least important category, then
  /// other, error and lifecycle.
  std::optional<Item> takeToDrop();

  /// Whether these fit, or else are within their shares; see FairBound.
  bool admits(const DeviceShares::Newcomers& newcomers);

  bool empty() const { return bound_.size() == 0; }
  const FairBound& bound() const { return bound_; }
  std::size_t upTo(std::uint64_t last) const;  ///< how many have a sequence up to `last`
  Clock::time_point oldest() const;            ///< max() if it is empty
  std::uint64_t first() const;                 ///< the lowest sequence; max() if it is empty
  const std::array<Entries, 4>& byCategory() const { return byCategory_; }
  std::vector<Item> items() const;  ///< all of them, in their order

  /// By sequence, the rows of deliveries in memory that have one on disk all the same. On disk, each has its own row.
  const std::map<std::uint64_t, std::uint64_t>& oddRows() const { return oddRows_; }

  /// The lowest sequence behind `after`, with its category; nothing if there is none.
  std::optional<std::pair<std::uint64_t, Category>> next(std::uint64_t after) const;

  /// Releases the oldest bodies until at most this much of them is in memory.
  void keepBodies(std::size_t events, std::size_t bytes);

 private:
  struct Body {
    std::shared_ptr<const Event> event{};
    std::uint32_t size = 0;
  };

  Entries& of(Category category) { return byCategory_.at(static_cast<std::size_t>(category)); }
  auto visitAll();
  std::uint64_t usualRow(std::uint64_t sequence) const { return kind_ == Kind::Disk ? sequence : 0; }
  std::uint64_t rowOf(std::uint64_t sequence) const;
  void putBody(std::uint64_t sequence, Body body);
  void takeBody(std::uint64_t sequence);

  const Kind kind_;
  FairBound bound_;
  std::array<Entries, 4> byCategory_{};
  SequenceMap<Body> bodies_{};
  std::size_t bodyCount_ = 0;
  std::size_t bodyBytes_ = 0;
  std::map<std::uint64_t, std::uint64_t> oddRows_{};
};

}  // namespace herald::core
