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
  };
  using BySequence = std::map<std::uint64_t, Letter>;

  BoundedDeadLetters(std::size_t most, std::size_t bytes) : most_(most), mostBytes_(bytes) {}

  void put(std::uint64_t sequence, Letter letter) {
    bytes_ += letter.size;
    letters_.insert_or_assign(sequence, std::move(letter));
  }
  std::optional<Letter> take(std::uint64_t sequence) {
    auto node = letters_.extract(sequence);
    if (node.empty()) return std::nullopt;
    bytes_ -= node.mapped().size;
    return std::move(node.mapped());
  }
  bool contains(std::uint64_t sequence) const { return letters_.contains(sequence); }
  bool overfull() const { return letters_.size() > most_ || bytes_ > mostBytes_; }
  bool firstEndedBefore(Time time) const { return !letters_.empty() && letters_.begin()->second.ended < time; }
  const BySequence& all() const { return letters_; }

 private:
  std::size_t most_;
  std::size_t mostBytes_;
  BySequence letters_{};
  std::size_t bytes_ = 0;
};

}  // namespace herald::core
