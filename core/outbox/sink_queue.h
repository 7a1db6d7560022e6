#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>

#include "core/outbox/outbox.h"

namespace herald::core {

/// How much of one sink an outbox keeps in memory, once for what waits and once for dead letters.
struct QueueBounds {
  std::size_t events = 1000;
  std::size_t bytes = std::size_t{4} << 20;
  std::chrono::hours deadLetterAge{30 * 24};
};

/// The deliveries of one sink in memory, within bounds; see MemoryOutbox. For one thread at a time.
class SinkQueue {
 public:
  explicit SinkQueue(const QueueBounds& bounds);

  void add(const Delivery& delivery);
  void addDead(Delivery letter);
  bool claim(const Delivery& delivery);
  void release(const Delivery& delivery);
  bool remove(const Delivery& delivery);  ///< false if it was not waiting
  bool discard(const Delivery& delivery, const std::string& reason);

  std::vector<Delivery> idle() const;  ///< what waits and is not being attempted
  std::optional<Delivery> takeDead(std::uint64_t sequence);

  bool empty() const { return size_ == 0; }
  bool fits(std::size_t events, std::size_t bytes) const;  ///< without a drop, or since nothing is left to drop
  std::vector<Delivery> waiting(std::uint64_t after, std::size_t limit) const;
  const std::map<std::uint64_t, Delivery>& deadLetters() const { return dead_; }
  OutboxCounts counts() const;

 private:
  struct Entry {
    Delivery delivery;
    bool claimed = false;
  };
  using Entries = std::map<std::uint64_t, Entry>;  // by sequence

  Entries& entriesOf(const Delivery& delivery);
  Entry* find(const Delivery& delivery);
  bool overfull() const;
  bool dropOldest(Category category);
  void dropOldestDead(const char* reason);

  QueueBounds bounds_;
  std::array<Entries, 4> byCategory_{};
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  std::map<std::uint64_t, Delivery> dead_{};
  std::size_t deadBytes_ = 0;
  std::map<std::string, std::uint64_t> dropped_{};
};

/// What a delivery takes in memory, about.
std::size_t sizeOf(const Delivery& delivery);

}  // namespace herald::core
