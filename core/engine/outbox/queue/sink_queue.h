// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/outbox/outbox.h"
#include "engine/outbox/queue/change_log.h"
#include "engine/outbox/queue/custody_book.h"
#include "engine/outbox/queue/hash_set.h"
#include "engine/outbox/queue/needed_room.h"
#include "engine/outbox/queue/sink_dead_letters.h"
#include "engine/outbox/queue/stored_delivery.h"
#include "engine/outbox/queue/waiting_deliveries.h"
#include "engine/outbox/queue_bounds.h"

namespace herald::core {

/// The deliveries and dead letters of one sink, in memory, on disk and in custody, within bounds. For those on disk,
/// memory holds an index and as many of the events as fit. Above a bound, a device above its share of it drops its
/// least important delivery (see DeviceShares), which is counted by the reason. What is in custody is never dropped for
/// room. One thread at a time may call it.
class SinkQueue {
 public:
  /// `log` gets all changes that belong on disk; `custody` knows who holds which delivery. Both outlive this.
  SinkQueue(std::string sink, const QueueBounds& bounds, ChangeLog& log, CustodyBook& custody);

  /// One with an ending becomes a dead letter. Returns false and adds nothing if its event waits already. If somebody
  /// holds it, he then holds the one that waits.
  bool add(const Delivery& delivery);
  void restore(const StoredDelivery& stored);  ///< one that an earlier process left on disk

  // What happens to a waiting delivery. Each returns false and does nothing if it no longer waits.
  bool claim(const Delivery& delivery);
  bool release(const Delivery& delivery);
  bool deliver(const Delivery& delivery);
  bool discard(const Delivery& delivery, const std::string& reason);
  bool bury(const Delivery& delivery, const Ending& ending);

  /// Moves what waits and is not claimed to the end of `to`, in its order and with new sequences. It stops when `to`
  /// has no more room. A delivery whose event waits in `to` already is dropped and counted. Returns how many moved.
  std::size_t moveTo(SinkQueue& to, const std::function<std::uint64_t()>& nextSequence);

  /// Discards what waits and is not claimed. Returns how many.
  std::size_t discardUnclaimed(const std::string& reason);

  /// Gone: there is no such dead letter. Stays: there is no room, or its event waits already. Waits: it waits again.
  enum class Revival { Gone, Stays, Waits };
  Revival revive(const Delivery& letter, std::uint64_t sequence, Clock::time_point now);

  /// The disk refused it: from now on it is in memory only. `row` is the one that it has on disk all the same, as it
  /// was before; 0 if it has none. That row ends with the delivery.
  void demote(const Delivery& delivery, std::uint64_t row);

  /// The disk refused its move from the sink `to`, and cannot return its event now: it waits there again, in this row.
  /// Returns false and does nothing if it does not wait here, or is claimed.
  bool giveBack(std::uint64_t sequence, SinkQueue& to, std::uint64_t row);

  /// When a delivery in custody has waited for so long; max() for nothing.
  Clock::time_point custodyEnds(std::uint64_t sequence, Category category, std::optional<Millis> atMost);

  // What happens to a delivery in custody. Each does nothing if it is not there.
  bool leaveCustody(std::uint64_t sequence, Category category);  ///< to the outbox; false if it stays
  void giveBack(std::uint64_t sequence, Category category);      ///< drops it, unless it is claimed

  bool isClaimed(std::uint64_t sequence, Category category);
  bool isLogged(std::uint64_t sequence, Category category);  ///< it is on disk, or on its way there; dead letters too

  /// Whether it is as safe as this outbox makes it, though it is not in the log: it has ended, an older row on disk has
  /// it, or such deliveries never go to disk.
  bool isSafeOtherwise(std::uint64_t sequence, Category category);

  void promote();                     ///< what is in memory only goes to disk if the log takes it
  bool lose(std::uint64_t sequence);  ///< the disk cannot return it: if it is not in memory, it is dropped and counted

  /// What waits, in its order. A null event has to be read from disk.
  std::vector<Delivery> waiting(std::uint64_t after, std::size_t limit) const;
  std::vector<Delivery> waitingWhere(const std::function<bool(std::uint64_t idHash)>& isWanted) const;
  std::optional<Delivery> inMemory(std::uint64_t sequence) const;  ///< one that waits and has its event here
  std::size_t waitingUpTo(std::uint64_t last) const {
    return memory_.upTo(last) + custody_.upTo(last) + disk_.upTo(last);
  }
  std::vector<std::uint64_t> onDisk() const;    ///< the sequences of all on disk, waiting or dead
  bool isOnDisk(std::uint64_t sequence) const;  ///< whether this is one of them
  std::vector<std::uint64_t> keptRows() const;  ///< the rows on disk of what is in memory only, waiting or dead
  std::size_t countOnDisk() const { return disk_.bound().size() + deadLetters_.onDisk().all().size(); }

  SinkDeadLetters& deadLetters() { return deadLetters_; }
  const SinkDeadLetters& deadLetters() const { return deadLetters_; }

  bool empty() const { return memory_.empty() && custody_.empty() && disk_.empty(); }  ///< nothing waits
  void eraseKnown(std::unordered_set<std::uint64_t>& events) const;  ///< from hashes of ids: of what waits or is dead
  bool waitsOnDisk() const;                                          ///< something that waits has a row on disk
  bool fits(const NeededRoom& needed) const;                         ///< without a drop

  /// Whether the deliveries of one publication fit, or else are within the shares of their source or devices.
  bool admits(const std::vector<const Delivery*>& deliveries);
  OutboxCounts counts() const;
  const std::string& sink() const { return sink_; }

 private:
  struct Place {
    WaitingDeliveries* where = nullptr;
    WaitingDeliveries::Entry* entry = nullptr;
  };

  bool insert(const Delivery& delivery, std::uint64_t row);
  bool findRoomInCustody(const Delivery& delivery, std::size_t size);
  bool makeRoomInCustody(std::size_t size);
  bool toOutbox(std::uint64_t sequence, Category category);
  bool isBehind() const;
  void hold(std::uint64_t sequence, const Delivery& delivery, bool waits);
  void holdWaiting(std::uint64_t idHash, const std::shared_ptr<Holding>& holding);
  Place find(const Delivery& delivery);
  std::vector<std::pair<WaitingDeliveries*, WaitingDeliveries::Item>> unclaimed();
  bool remove(const Delivery& delivery);
  bool move(WaitingDeliveries& from, WaitingDeliveries::Item item, SinkQueue& to, std::uint64_t sequence);
  void put(WaitingDeliveries& where, WaitingDeliveries::Item item);
  Delivery toDelivery(std::uint64_t sequence, std::shared_ptr<const Event> event,
                      const WaitingDeliveries::Entry& entry) const;
  WaitingDeliveries::Item take(WaitingDeliveries& where, std::uint64_t sequence, Category category);
  void forget(std::uint64_t row);
  void drop(std::uint64_t sequence, Category category, const std::shared_ptr<const Event>& event,
            const std::string& reason);

  const std::string sink_;
  const QueueBounds bounds_;
  ChangeLog& log_;
  CustodyBook& custodians_;
  WaitingDeliveries memory_;
  WaitingDeliveries disk_;
  WaitingDeliveries custody_;
  std::uint64_t givenUpTo_ = 0;  // up to here, what is not in custody has waited for too long, or behind such a one, or
                                 // is of an earlier process
  std::map<std::string, std::uint64_t> dropped_{};
  SinkDeadLetters deadLetters_;
  HashSet ids_{};  // hashes of the ids of the events that wait
  OutboxTotals totals_{};
};

}  // namespace herald::core
