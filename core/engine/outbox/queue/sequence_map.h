// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace herald::core {

/// Values by their sequence, in its order. It keeps them in blocks, because most of them come in rising order: each
/// takes 5 to 10 bytes more than its value and its sequence, and up to as much again after removals, where std::map
/// takes 40 more. There is one for each delivery that waits.
///
/// A change makes pointers and iterators invalid. A value; one thread at a time may use it.
template <typename Value>
class SequenceMap {
 public:
  using Item = std::pair<std::uint64_t, Value>;

 private:
  using Block = std::vector<Item>;                // by sequence, never empty
  using Blocks = std::map<std::uint64_t, Block>;  // by a sequence that is at most its first, and above those before it
  using Place = decltype(Blocks().begin());
  using ConstPlace = decltype(Blocks().cbegin());

 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using pointer = const Item*;
    using reference = const Item&;

    Iterator() = default;
    Iterator(ConstPlace block, std::size_t index) : block_(block), index_(index) {}

    reference operator*() const { return block_->second[index_]; }
    pointer operator->() const { return &**this; }
    Iterator& operator++() {
      if (++index_ == block_->second.size()) *this = {std::next(block_), 0};
      return *this;
    }
    Iterator operator++(int) { return std::exchange(*this, std::next(*this)); }
    bool operator==(const Iterator&) const = default;

   private:
    ConstPlace block_{};
    std::size_t index_ = 0;
  };

  bool empty() const { return blocks_.empty(); }
  Iterator begin() const { return {blocks_.begin(), 0}; }
  Iterator end() const { return {blocks_.end(), 0}; }

  /// The first item whose sequence is above `sequence`; end() if there is none.
  Iterator upperBound(std::uint64_t sequence) const {
    const auto block = blockIn(blocks_, sequence);
    if (block == blocks_.end()) return begin();
    const auto index = static_cast<std::size_t>(above(block->second, sequence) - block->second.begin());
    return index < block->second.size() ? Iterator(block, index) : Iterator(std::next(block), 0);
  }

  /// Null if it is not there.
  const Value* find(std::uint64_t sequence) const { return findIn(blocks_, sequence); }
  Value* find(std::uint64_t sequence) { return findIn(blocks_, sequence); }

  /// Takes the place of what has this sequence already.
  void put(std::uint64_t sequence, Value value) {
    auto place = blocks_.upper_bound(sequence);
    if (place != blocks_.begin()) --place;
    if (blocks_.empty() || (place->second.size() == kBlock && place->second.back().first < sequence)) {
      place = blocks_.try_emplace(sequence).first;
      place->second.reserve(kBlock);
    }
    auto behind = above(place->second, sequence);
    if (behind != place->second.begin() && std::prev(behind)->first == sequence) {
      std::prev(behind)->second = std::move(value);
      return;
    }
    if (place->second.size() == kBlock) {
      place = split(place, sequence);
      behind = above(place->second, sequence);
    }
    place->second.emplace(behind, sequence, std::move(value));
    if (sequence < place->first) rename(place, sequence);
  }

  /// Nothing if it is not there.
  std::optional<Value> take(std::uint64_t sequence) {
    const auto place = blockIn(blocks_, sequence);
    if (place == blocks_.end()) return std::nullopt;
    const auto behind = above(place->second, sequence);
    if (behind == place->second.begin() || std::prev(behind)->first != sequence) return std::nullopt;
    std::optional<Value> value(std::move(std::prev(behind)->second));
    place->second.erase(std::prev(behind));
    tidy(place);
    return value;
  }

  /// For how many values it has room.
  std::size_t room() const {
    std::size_t room = 0;
    for (const auto& [first, block] : blocks_) room += block.capacity();
    return room;
  }

  /// How many are above `sequence`. Costs their number.
  std::size_t countAbove(std::uint64_t sequence) const {
    return static_cast<std::size_t>(std::distance(upperBound(sequence), end()));
  }

 private:
  static constexpr std::size_t kBlock = 16;  // items: a removal moves half of them

  static auto above(auto& block, std::uint64_t sequence) {
    return std::upper_bound(block.begin(), block.end(), sequence,
                            [](std::uint64_t wanted, const Item& item) { return wanted < item.first; });
  }

  /// The block where it is, or would be; end() if it is before all of them.
  static auto blockIn(auto& blocks, std::uint64_t sequence) {
    const auto behind = blocks.upper_bound(sequence);
    return behind == blocks.begin() ? blocks.end() : std::prev(behind);
  }

  static auto findIn(auto& blocks, std::uint64_t sequence) {
    const auto place = blockIn(blocks, sequence);
    if (place == blocks.end()) return decltype(&place->second.front().second)(nullptr);
    const auto behind = above(place->second, sequence);
    const bool isThere = behind != place->second.begin() && std::prev(behind)->first == sequence;
    return isThere ? &std::prev(behind)->second : nullptr;
  }

  /// The second half becomes a block of its own. Returns the one in which `sequence` belongs.
  auto split(Place place, std::uint64_t sequence) {
    auto& full = place->second;
    const auto middle = full.begin() + kBlock / 2;
    const auto other = blocks_.try_emplace(middle->first).first;
    other->second.reserve(kBlock);
    other->second.assign(std::make_move_iterator(middle), std::make_move_iterator(full.end()));
    full.erase(middle, full.end());
    return sequence < other->first ? place : other;
  }

  void rename(Place place, std::uint64_t sequence) {
    auto node = blocks_.extract(place);
    node.key() = sequence;
    blocks_.insert(std::move(node));
  }

  /// Neighbours that got small become one block: so few values take little room.
  void tidy(Place place) {
    if (place->second.empty()) {
      blocks_.erase(place);
      return;
    }
    if (place != blocks_.begin() && unite(std::prev(place), place)) return;
    if (std::next(place) != blocks_.end()) unite(place, std::next(place));
  }

  bool unite(Place place, Place next) {
    if (place->second.size() + next->second.size() > kBlock / 4 * 3) return false;
    std::move(next->second.begin(), next->second.end(), std::back_inserter(place->second));
    blocks_.erase(next);
    return true;
  }

  Blocks blocks_{};
};

}  // namespace herald::core
