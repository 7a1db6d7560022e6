#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/outbox/outbox.h"
#include "engine/outbox/queue/change_log.h"
#include "engine/outbox/queue/letters.h"
#include "engine/outbox/queue/shelf.h"
#include "engine/outbox/queue/stored.h"
#include "engine/outbox/queue_bounds.h"

namespace herald::core {

/// What is to be added to one queue.
class Load {
 public:
  explicit Load(const ChangeLog& log) : log_(log) {}
  void add(const Delivery& delivery);

 private:
  friend class SinkQueue;
  struct Sum {
    std::size_t events = 0;
    std::size_t bytes = 0;
  };
  const ChangeLog& log_;
  Sum memory_{}, disk_{};
};

/// What an outbox has of one sink: what waits and what is dead, in memory or on disk, within bounds. Of what is on
/// disk, only an index is in memory, and what fits of the events. Above a bound the least important is dropped, counted
/// by the reason. For one thread at a time.
class SinkQueue {
 public:
  /// `log` hears of all that has to be on disk, and outlives this.
  SinkQueue(std::string sink, const QueueBounds& bounds, ChangeLog& log);

  /// One with an ending is a dead letter. Nothing, and false, if its event waits already.
  bool add(const Delivery& delivery);
  void restore(const Stored& stored);  ///< one that stands on disk, from an earlier process

  // What becomes of one that waits; nothing, and false, if it waits no more.
  bool claim(const Delivery& delivery);
  void release(const Delivery& delivery);
  bool remove(const Delivery& delivery);
  bool discard(const Delivery& delivery, const std::string& reason);
  bool bury(const Delivery& delivery, const Ending& ending);

  // What waits and is not being attempted goes to the end of `to`, in its order and with new sequences, as far as there
  // is room and its event does not wait there already; or it is discarded. Both return how many.
  std::size_t moveTo(SinkQueue& to, const std::function<std::uint64_t()>& nextSequence);
  std::size_t discardIdle(const std::string& reason);

  // What becomes of a dead letter, and whether it was there.
  bool removeDead(const Delivery& letter);

  Letters::Time expireDead(Letters::Time now);  ///< ends those that are too old; says when the next one is, or may be

  enum class Revival { Gone, Stays, Waits };
  Revival revive(const Delivery& letter, std::uint64_t sequence, Clock::time_point now);

  void demote(const Delivery& delivery);  ///< it could not be written: it is in memory only from now on
  void promote();                         ///< what is in memory only goes to disk, as far as the log takes it
  void lose(std::uint64_t sequence);      ///< what the disk had of it cannot be read

  /// What waits, in its order. Where an event is null, it has to be read from disk.
  std::vector<Delivery> waiting(std::uint64_t after, std::size_t limit) const;
  std::size_t waitingUpTo(std::uint64_t last) const { return memory_.upTo(last) + disk_.upTo(last); }
  std::vector<std::uint64_t> onDisk() const;  ///< the sequences of all that is there, waiting or dead
  const Letters& deadInMemory() const { return deadInMemory_; }
  const Letters& deadOnDisk() const { return deadOnDisk_; }

  bool empty() const { return memory_.empty() && disk_.empty(); }
  bool hasDead() const { return !deadInMemory_.all().empty() || !deadOnDisk_.all().empty(); }
  bool fits(const Load& load) const;  ///< without a drop, or since nothing is left to drop
  OutboxCounts counts() const;
  OutboxTotals& totals() { return totals_; }  ///< buried and what is restored are counted here, the rest by the owner
  const std::string& sink() const { return sink_; }

 private:
  struct Place {
    Shelf* shelf = nullptr;
    Shelf::Entry* entry = nullptr;
  };

  Place find(const Delivery& delivery);
  std::vector<std::pair<Shelf*, Shelf::Item>> idle();
  bool move(Shelf& from, Shelf::Item item, SinkQueue& to, std::uint64_t sequence);
  void put(Shelf& shelf, Shelf::Item item);
  void addDead(const Delivery& letter, std::size_t size, bool onDisk);
  void bound(Letters& letters, Letters::Time now);
  void dropDead(Letters& letters, std::uint64_t sequence, const std::string& reason);
  Delivery toDelivery(std::uint64_t sequence, const Shelf::Entry& entry) const;
  Shelf::Item take(Shelf& shelf, std::uint64_t sequence, Category category);
  void forget(const Shelf& shelf, std::uint64_t sequence);

  const std::string sink_;
  const QueueBounds bounds_;
  ChangeLog& log_;
  Shelf memory_;
  Shelf disk_;
  Letters deadInMemory_;
  Letters deadOnDisk_;
  std::unordered_set<std::size_t> ids_{};  // hashes of the ids of the events that wait
  std::map<std::string, std::uint64_t> dropped_{};
  OutboxTotals totals_{};
};

/// What a delivery takes, about.
std::size_t sizeOf(const Delivery& delivery);

}  // namespace herald::core
