// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>

#include "engine/outbox/queue/bounded_dead_letters.h"
#include "engine/outbox/queue/change_log.h"
#include "engine/outbox/queue/stored_delivery.h"
#include "engine/outbox/queue_bounds.h"

namespace herald::core {

/// The dead letters of one sink, in memory and on disk. Each place has its own bounds. Above them a device
/// above its share drops its oldest letter (see DeviceShares), which is counted by the reason. One thread at a time may
/// call it.
class SinkDeadLetters {
 public:
  using Time = BoundedDeadLetters::Time;
  using Drops = std::map<std::string, std::uint64_t>;  ///< how many, by reason

  /// The log gets the changes of letters on disk. All four outlive this.
  SinkDeadLetters(const std::string& sink, const QueueBounds& bounds, ChangeLog& log, Drops& drops);
  SinkDeadLetters(const SinkDeadLetters&) = delete;
  SinkDeadLetters& operator=(const SinkDeadLetters&) = delete;

  /// Adds one that is in the log already, if `onDisk`. `row` is the one that it has on disk, see WaitingDeliveries.
  void add(const Delivery& letter, std::size_t size, std::uint64_t row, bool onDisk);
  void restore(const StoredDelivery& stored);  ///< one that an earlier process left on disk

  /// Removes it here, and not on disk. Returns the row that it has there. Nothing if it is not here.
  std::optional<std::uint64_t> take(std::uint64_t sequence);

  // Each of these says whether the letter was there.
  bool remove(std::uint64_t sequence);
  bool demote(const Delivery& letter, std::uint64_t row);  ///< the disk refused it: see SinkQueue::demote
  bool lose(std::uint64_t sequence);                       ///< the disk cannot return it: it is dropped

  void promote();  ///< those in memory go to disk if the log takes them

  /// Drops those that are too old at `now`. Returns when the next one may be too old.
  Time expire(Time now);

  void eraseKnown(std::unordered_set<std::uint64_t>& events) const;  ///< from hashes of ids: those of its events

  const BoundedDeadLetters& inMemory() const { return memory_; }
  const BoundedDeadLetters& onDisk() const { return disk_; }
  bool empty() const { return size() == 0; }
  std::size_t bytes() const { return memory_.bytes() + disk_.bytes(); }
  std::size_t size() const { return memory_.all().size() + disk_.all().size(); }

 private:
  void bound(BoundedDeadLetters& letters, Time now);
  void drop(BoundedDeadLetters& letters, std::uint64_t sequence, const std::string& reason);
  void forget(std::uint64_t row);

  const std::string& sink_;
  const QueueBounds& bounds_;
  ChangeLog& log_;
  Drops& drops_;
  BoundedDeadLetters memory_;
  BoundedDeadLetters disk_;
};

}  // namespace herald::core
