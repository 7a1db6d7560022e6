// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/delivery_log/log_query.h"
#include "engine/delivery_log/log_room.h"
#include "engine/delivery_log/log_store.h"
#include "engine/outbox/disk/database.h"

namespace herald::core {

/// The delivery log in an outbox's database: tables of its own beside those of the deliveries. They are not part of the
/// version of the file, so an older Herald ignores them, and Herald may empty them at any time. All functions throw
/// SQLite::Exception. One thread at a time may use an object; one for writing and one for reading may work at once.
class LogTable {
 public:
  explicit LogTable(SQLite::Database& database) : database_(database) {}  ///< `database` outlives this

  /// Makes the table if it is missing. Call it once, before any other function.
  static void make(SQLite::Database& database);

  /// Removes the table with everything in it, and makes an empty one. For a damaged one, and for a full disk.
  static void makeAnew(SQLite::Database& database);
  static void remove(SQLite::Database& database);       ///< the same without a new one
  static bool hasAny(SQLite::Database& database);       ///< whether there is a table with an entry
  static void tryMakeAnew(SQLite::Database& database);  ///< does nothing if the disk refuses; throws nothing

  LogExtent extent();

  /// Adds the rows and removes what is beyond the bounds, see LogStore::write. Within a transaction of
  /// the caller; if that is rolled back, this object is of no use any longer.
  void write(const std::vector<LogRow>& rows, const LogBounds& bounds, std::chrono::system_clock::time_point now);

  /// Leaves out entries that the disk has changed.
  LogPage read(const LogQuery& query);
  std::string exchanges(std::uint64_t sequence);            ///< see LogStore
  std::string event(const std::string& id);                 ///< see LogStore
  std::vector<std::string> newestEvents(std::size_t most);  ///< see LogStore

 private:
  void add(const LogEntry& entry);
  void addExchanges(const LogRow& row);
  void addEvent(const LogRow& row);
  void removeOlder(std::chrono::system_clock::time_point time);
  void removeUpTo(std::int64_t sequence);
  void removeOldest(LogRank rank, std::size_t bytes);
  void removeEntries(LogRank rank, std::size_t bytes);
  void removeExchanges(std::size_t bytes);
  void removeEvents(std::size_t bytes);
  bool isAmongNewest(const std::string& sink, std::int64_t sequence);
  bool isLatest(const LogEntry& entry);
  LogRoom& room();

  SQLite::Database& database_;
  std::optional<LogRoom> room_{};  // what the table holds, once it was counted
  KeptStatement add_{
      "INSERT INTO attempt VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
      "?17, ?18, ?19)"};
  KeptStatement addExchanges_{"INSERT INTO attempt_exchange VALUES (?1, ?2, ?3, ?4, ?5)"};
  KeptStatement addEvent_{"INSERT OR IGNORE INTO attempt_event VALUES (?1, ?2, ?3, ?4, ?5)"};
  KeptStatement sums_{
      "SELECT rank, sum(size) FROM attempt GROUP BY rank UNION ALL SELECT 0, sum(size) FROM attempt_exchange "
      "UNION ALL SELECT 1, sum(size) FROM attempt_event"};
  KeptStatement oldest_{"SELECT sequence, rank, size, time FROM attempt ORDER BY sequence"};
  KeptStatement oldestOf_{"SELECT sequence, size FROM attempt WHERE rank = ?1 ORDER BY sequence"};
  KeptStatement removeUpTo_{"DELETE FROM attempt WHERE sequence <= ?1"};
  KeptStatement removeOf_{"DELETE FROM attempt WHERE rank = ?1 AND sequence <= ?2"};
  KeptStatement extent_{"SELECT min(sequence), max(sequence) FROM attempt"};
  KeptStatement sizesUpTo_{
      "SELECT 0, size FROM attempt_exchange WHERE sequence <= ?1 UNION ALL SELECT 1, size FROM attempt_event WHERE "
      "sequence <= ?1"};
  KeptStatement removeExchangesUpTo_{"DELETE FROM attempt_exchange WHERE sequence <= ?1"};
  KeptStatement removeEventsUpTo_{"DELETE FROM attempt_event WHERE sequence <= ?1"};
  KeptStatement exchangesInOrder_{"SELECT sequence, size, sink FROM attempt_exchange ORDER BY sequence"};
  KeptStatement removeExchanges_{"DELETE FROM attempt_exchange WHERE sequence = ?1"};
  KeptStatement newerExchanges_{"SELECT 1 FROM attempt_exchange WHERE sink = ?1 AND sequence > ?2 LIMIT 1 OFFSET ?3"};
  KeptStatement eventsInOrder_{"SELECT sequence, size FROM attempt_event ORDER BY sequence"};
  KeptStatement exchanges_{"SELECT text, checksum FROM attempt_exchange WHERE sequence = ?1"};
  KeptStatement event_{"SELECT text, checksum FROM attempt_event WHERE event = ?1"};
  KeptStatement newestEvents_{"SELECT text, checksum FROM attempt_event ORDER BY sequence DESC LIMIT ?1"};
  KeptStatement newer_{"SELECT 1 FROM attempt WHERE event = ?1 AND sink = ?2 AND sequence > ?3 LIMIT 1"};
  KeptStatement page_{"SELECT * FROM attempt WHERE sequence < ?1 AND sequence > ?2 ORDER BY sequence DESC LIMIT ?3"};
};

}  // namespace herald::core
