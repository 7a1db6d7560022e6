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

namespace herald::core {

/// The waiting deliveries of one sink in one place, memory or disk, by their importance and in their order. The bodies
/// (the events) of deliveries on disk are also in memory while there is room for them. One thread at a time may call
/// it.
class WaitingDeliveries {
 public:
  struct Entry {
    std::shared_ptr<const Event> event{};  ///< null: on disk only
    Clock::time_point accepted{};
    int attempts = 0;
    std::uint32_t size = 0;
    std::uint64_t idHash = 0;
    std::size_t device = 0;  ///< a hash of its name
    std::uint64_t row = 0;  ///< its row on disk; 0 if it has none. Another one than its sequence if the disk refused it
    bool claimed = false;   ///< an attempt is under way
    std::uint32_t source = 0;  ///< a hash of its name; small, so that it costs no room
  };
  struct Item {
    std::uint64_t sequence = 0;
    Category category = Category::Other;
    Entry entry{};
  };
  using Entries = std::map<std::uint64_t, Entry>;  ///< by sequence

  WaitingDeliveries(std::size_t events, std::size_t bytes) : bound_(events, bytes) {}

  void put(Item item);
  std::optional<Item> take(std::uint64_t sequence, Category category);
  Entry* find(std::uint64_t sequence, Category category);

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

  /// The lowest sequence behind `after`, with its category; nothing if there is none.
  std::optional<std::pair<std::uint64_t, Category>> next(std::uint64_t after) const;

  /// Releases the oldest bodies until at most this much of them is in memory.
  void keepBodies(std::size_t events, std::size_t bytes);

 private:
  Entries& of(Category category) { return byCategory_.at(static_cast<std::size_t>(category)); }
  auto visitAll();
  Item remove(Category category, Entries::iterator place);
  void countBody(const Entry& entry, bool there);

  FairBound bound_;
  std::array<Entries, 4> byCategory_{};
  std::size_t bodies_ = 0;
  std::size_t bodyBytes_ = 0;
  std::array<std::uint64_t, 4> firstBody_{};  // by category: deliveries before it have no body here
};

}  // namespace herald::core
