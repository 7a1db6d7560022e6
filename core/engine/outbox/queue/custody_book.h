// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/outbox/holding.h"
#include "herald/event.h"

namespace herald::core {

class SinkQueue;

/// Which events in custody each delivery belongs to, by its sequence. It has only deliveries of such events, so all
/// others cost it nothing. One thread at a time may use it.
class CustodyBook {
 public:
  using IsWanted = std::function<bool(const Holding& holding)>;

  /// Who holds a delivery.
  struct Holder {
    std::shared_ptr<Holding> holding{};
    bool leaves = false;  ///< it gives its event away as soon as no attempt is under way
  };

  /// A delivery that somebody holds, or that was given back while an attempt was under way.
  struct Record {
    SinkQueue* queue = nullptr;
    Category category = Category::Other;
    std::vector<Holder> holders{};
    bool isSaving = false;       ///< a dead letter, or on its way to disk; otherwise it waits in memory
    Holding::End savedAs{};      ///< what to report when it is safe
    std::uint32_t refusals = 0;  ///< how often the disk has refused it

    bool isHeldBy(const void* owner) const;
    std::optional<Millis> longest() const;  ///< how long it may wait in memory; nothing if for ever
    bool isLeaving() const;                 ///< nobody who stays holds it
  };
  using Records = std::map<std::uint64_t, Record>;

  bool empty() const { return records_.empty(); }
  bool has(std::uint64_t sequence) const { return !empty() && records_.contains(sequence); }
  const Records& all() const { return records_; }
  Record* find(std::uint64_t sequence);
  std::vector<std::uint64_t> sequences() const;                   ///< of all
  std::vector<std::uint64_t> sequences(const void* owner) const;  ///< of what this source holds

  /// `holding` holds the delivery from now on, maybe beside others.
  void hold(std::uint64_t sequence, SinkQueue& queue, Category category, std::shared_ptr<Holding> holding);

  /// The delivery has ended. Each of these does nothing if nobody holds it.
  void end(std::uint64_t sequence, Holding::End end);

  /// It is in the log, or on its way there: tells its holders to save it.
  void save(std::uint64_t sequence, Holding::End as);

  /// The disk refused it. `waits`: it waits in memory again.
  void refuse(std::uint64_t sequence, bool waits);

  /// It has another sequence, and may be in another queue.
  void rename(std::uint64_t from, std::uint64_t to, SinkQueue& queue);

  /// An attempt has failed: who leaves gets its event back. True if the delivery is here, waits, and nobody holds it
  /// any longer.
  bool leave(std::uint64_t sequence);

  /// Takes the holders that are wanted from a delivery and gives their events back, or marks them if `isBusy`. True if
  /// nobody holds the delivery any longer.
  bool giveBack(std::uint64_t sequence, const IsWanted& isWanted, bool isBusy);

  /// Nobody holds it, and an attempt is under way.
  bool isOrphan(std::uint64_t sequence) const;

  /// Forgets the delivery and returns who has held it.
  std::vector<Holder> take(std::uint64_t sequence);

 private:
  bool giveBackWhere(std::uint64_t sequence, const std::function<bool(const Holder& holder)>& isWanted);

  Records records_{};
};

}  // namespace herald::core
