// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "engine/outbox/delivery.h"
#include "engine/outbox/queue/fair_bound.h"

namespace herald::core {

/// The dead letters of one sink in one place, memory or disk. One thread at a time may call it.
class BoundedDeadLetters {
 public:
  using Time = Clock::time_point;
  struct Letter {
    std::size_t size = 0;
    Category category = Category::Other;
    Time ended{};
    std::shared_ptr<const Delivery> whole{};  ///< null: it is on disk
    std::size_t source = 0;                   ///< a hash of its name
    std::size_t device = 0;                   ///< a hash of its name
    std::uint64_t row = 0;                    ///< its row on disk; 0 if it has none
    std::uint64_t idHash = 0;                 ///< of its event
  };
  using BySequence = std::map<std::uint64_t, Letter>;

  BoundedDeadLetters(std::size_t most, std::size_t bytes) : bound_(most, bytes) {}

  void put(std::uint64_t sequence, Letter letter) {
    bound_.add(itemOf(sequence, letter));
    letters_.insert_or_assign(sequence, std::move(letter));
  }
  std::optional<Letter> take(std::uint64_t sequence) {
    auto node = letters_.extract(sequence);
    if (node.empty()) return std::nullopt;
    bound_.remove(itemOf(sequence, node.mapped()));
    return std::move(node.mapped());
  }
  bool contains(std::uint64_t sequence) const { return letters_.contains(sequence); }
  bool setRow(std::uint64_t sequence, std::uint64_t row) {
    const auto found = letters_.find(sequence);
    if (found == letters_.end()) return false;
    found->second.row = row;
    return true;
  }
  bool overfull() const { return bound_.overfull(); }
  std::size_t bytes() const { return bound_.bytes(); }

  /// What goes first if it is overfull: the oldest letter of the device with the most (see DeviceShares).
  std::uint64_t firstToDrop() {
    const auto visitAll = [this](const auto& visit) {
      for (const auto& [sequence, letter] : letters_) visit(itemOf(sequence, letter));
    };
    return bound_.first(visitAll, [](const auto&) { return true; })->sequence;
  }
  bool firstEndedBefore(Time time) const { return !letters_.empty() && letters_.begin()->second.ended < time; }
  const BySequence& all() const { return letters_; }

 private:
  /// Every dead letter is as important as any other.
  static FairBound::Item itemOf(std::uint64_t sequence, const Letter& letter) {
    return {.sequence = sequence, .source = letter.source, .device = letter.device, .bytes = letter.size};
  }

  FairBound bound_;
  BySequence letters_{};
};

}  // namespace herald::core
