// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "engine/outbox/disk/database.h"
#include "engine/outbox/disk/shared_events.h"
#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// Deletes the rows of ended deliveries before a transaction writes anything else. So new rows take their room, and one
/// statement deletes all that lie side by side. A row whose event others need stays, without its delivery. One thread
/// at a time may use it.
class RowRemovals {
 public:
  /// `shared` outlives this, and knows what is in the file.
  explicit RowRemovals(SharedEvents& shared) : shared_(shared) {}

  /// Deletes each row whose removal comes before every other change of that row. Returns the other changes, in their
  /// order. `database` is always the same one, and outlives this. Throws SQLite::Exception.
  std::vector<const Change*> writeFirst(std::span<const Change> changes, SQLite::Database& database);

  /// The deliveries of these rows have ended. Throws SQLite::Exception. If that is because the disk does not return an
  /// event that has to stay, the next try leaves its row as it is: nobody can send this event.
  void remove(std::vector<std::uint64_t> rows, SQLite::Database& database);

  /// Ends the deliveries of the rows again that it leaves as they are, after `shared` was read from the file: there
  /// they still look like deliveries.
  void endUnreadable() { shared_.end({unreadable_.begin(), unreadable_.end()}); }

  /// How many rows it leaves as they are.
  std::size_t unreadable() const { return unreadable_.size(); }

  /// Deletes the row, even if others need it. Throws SQLite::Exception.
  void makeRoom(std::uint64_t row, SQLite::Database& database) { removeRange(database, row, row); }

 private:
  void keepEvent(SQLite::Database& database, std::uint64_t row);
  void removeRange(SQLite::Database& database, std::uint64_t first, std::uint64_t last);

  SharedEvents& shared_;
  std::set<std::uint64_t> unreadable_{};
  KeptStatement one_{"DELETE FROM delivery WHERE sequence = ?1"};
  KeptStatement range_{"DELETE FROM delivery WHERE sequence BETWEEN ?1 AND ?2"};
  KeptStatement keepEvent_{
      "UPDATE delivery SET sink = '', checksum = sealed(checksum, sequence, '', category, size, accepted, attempts, "
      "ended, reason, status, answer, back) WHERE sequence = ?1"};
};

}  // namespace herald::core
