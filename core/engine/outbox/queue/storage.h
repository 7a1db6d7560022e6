// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/delivery_log/log_store.h"
#include "engine/outbox/outbox.h"
#include "engine/outbox/queue/change_log.h"
#include "engine/outbox/queue/outbox_index.h"
#include "engine/outbox/queue_bounds.h"
#include "herald/mutex.h"

namespace herald::core {

/// The index of an outbox, the mutex that guards it, and where its changes are stored. The parts of an outbox share it:
/// they lock `mutex`, work on `index`, and call commit() if the changes have to be safe. The index calls the functions
/// of the ChangeLog while the mutex is held.
class Storage : public ChangeLog {
 public:
  using Deliveries = std::map<std::uint64_t, Delivery>;  ///< by sequence

  explicit Storage(const QueueBounds& bounds) : index(bounds, *this) {}
  ~Storage() override;
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  /// How many changes the index has logged so far.
  virtual std::uint64_t logged() const HERALD_REQUIRES(mutex) = 0;

  /// Returns when all changes so far are safe, or are in memory only because the disk refused them. Releases the mutex
  /// while it waits.
  virtual void commit() HERALD_REQUIRES(mutex) = 0;

  /// Reads whole deliveries. The result leaves out those that cannot be read ever again. It is nullopt if the disk
  /// fails now; setWake says when to try again.
  virtual std::optional<Deliveries> read(const std::vector<std::uint64_t>& sequences) HERALD_EXCLUDES(mutex) = 0;

  /// A delivery that should be there is lost. Says so, unless it is said already.
  virtual void sayLost(std::uint64_t, const std::string&) HERALD_REQUIRES(mutex) {}

  /// Where the delivery log goes; null if nothing goes to a disk.
  virtual LogStore* deliveryLog() { return nullptr; }

  virtual OutboxHealth health() const HERALD_REQUIRES(mutex) = 0;
  virtual void setWake(Outbox::Wake wake) HERALD_EXCLUDES(mutex) = 0;  ///< see Outbox

  Mutex mutex{};
  OutboxIndex index HERALD_GUARDED_BY(mutex);
  StoppableCondition room{};  ///< notified when a delivery has ended, and when the disk takes more or less than before
};

}  // namespace herald::core
