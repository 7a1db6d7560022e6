// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace herald::core {

/// A set of numbers that are hashes already, such as those of ids. It takes 11 to 21 bytes for each, where
/// std::unordered_set takes 40: there is one for each delivery that waits. 0 and 1 are the same number to it. A value.
/// One thread at a time may use it.
class HashSet {
 public:
  bool contains(std::uint64_t hash) const { return !slots_.empty() && slots_[find(valueOf(hash))] != kEmpty; }

  void insert(std::uint64_t hash) {
    if (size_ + 1 > slots_.size() / 4 * 3) resize(slots_.size() * 2);
    auto& slot = slots_[find(valueOf(hash))];
    if (slot == kEmpty) ++size_;
    slot = valueOf(hash);
  }

  void erase(std::uint64_t hash) {
    if (!contains(hash)) return;
    closeGap(find(valueOf(hash)));
    --size_;
    if (slots_.size() > kFewest && size_ < slots_.size() / 8) resize(slots_.size() / 4);
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint64_t kEmpty = 0;
  static constexpr std::size_t kFewest = 16;  // slots

  static std::uint64_t valueOf(std::uint64_t hash) { return hash == kEmpty ? 1 : hash; }
  std::size_t after(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  std::size_t home(std::uint64_t value) const { return static_cast<std::size_t>(value) & (slots_.size() - 1); }

  /// Where it is, or else the empty slot where it would be. One in four is empty.
  std::size_t find(std::uint64_t value) const {
    auto slot = home(value);
    while (slots_[slot] != kEmpty && slots_[slot] != value) slot = after(slot);
    return slot;
  }

  /// Moves those behind it forward that would no longer be found.
  void closeGap(std::size_t gap) {
    for (auto slot = after(gap); slots_[slot] != kEmpty; slot = after(slot)) {
      const auto mask = slots_.size() - 1;
      if (((slot - home(slots_[slot])) & mask) < ((slot - gap) & mask)) continue;
      slots_[gap] = slots_[slot];
      gap = slot;
    }
    slots_[gap] = kEmpty;
  }

  void resize(std::size_t count) {
    std::vector<std::uint64_t> old(std::max(count, kFewest), kEmpty);
    old.swap(slots_);
    for (const auto value : old) {
      if (value != kEmpty) slots_[find(value)] = value;
    }
  }

  std::vector<std::uint64_t> slots_{};  // a power of two
  std::size_t size_ = 0;
};

}  // namespace herald::core
