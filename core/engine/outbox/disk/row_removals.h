// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/outbox/disk/database.h"
#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// Deletes the rows of ended deliveries before a transaction writes anything else. So new rows take their room, and one
/// statement deletes all that lie side by side. One thread at a time may use it.
class RowRemovals {
 public:
  /// Deletes each row whose removal comes before every other change of that row. Returns the other changes, in their
  /// order. `database` is always the same one, and outlives this. Throws SQLite::Exception.
  std::vector<const Change*> writeFirst(std::span<const Change> changes, SQLite::Database& database);

 private:
  void remove(SQLite::Database& database, std::uint64_t first, std::uint64_t last);

  KeptStatement one_{"DELETE FROM delivery WHERE sequence = ?1"};
  KeptStatement range_{"DELETE FROM delivery WHERE sequence BETWEEN ?1 AND ?2"};
};

}  // namespace herald::core
