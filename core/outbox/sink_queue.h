#pragma once

#include <array>
#include <deque>
#include <map>

#include "core/outbox/outbox.h"

namespace herald::core {

/// The deliveries of one sink in memory, within bounds; see MemoryOutbox. For one thread at a time.
class SinkQueue {
 public:
  SinkQueue(std::size_t limit, std::size_t bytes);

  void add(const Delivery& delivery);
  void addDead(Delivery delivery);
  bool claim(const Delivery& delivery);
  void release(const Delivery& delivery);
  bool remove(const Delivery& delivery);  ///< false if it was not waiting

  std::vector<Delivery> waiting(std::uint64_t after, std::size_t limit) const;
  std::vector<Delivery> deadLetters() const;
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

  std::size_t limit_;
  std::size_t bytesLimit_;
  std::array<Entries, 4> byCategory_{};
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  std::deque<Delivery> dead_{};
  std::size_t deadBytes_ = 0;
  std::map<std::string, std::uint64_t> dropped_{};
};

}  // namespace herald::core
