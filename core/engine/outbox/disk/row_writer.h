// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "engine/outbox/disk/database.h"
#include "engine/outbox/disk/row_format.h"
#include "engine/outbox/disk/row_removals.h"
#include "engine/outbox/disk/timeline.h"
#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// Writes changes to the tables of an outbox's file, within a transaction of the caller. One thread at a time may call
/// it.
class RowWriter {
 public:
  explicit RowWriter(SQLite::Database& database);  ///< `database` outlives this. Throws SQLite::Exception

  /// Writes the changes as if one after the other. Rows of the same event should follow each other: then the event is
  /// summed and bound once. Times are stored on the timeline. Throws SQLite::Exception.
  void write(std::span<const Change> changes, const Timeline& timeline);

  /// Stores the moment and the newest sequence that was given. Throws SQLite::Exception.
  void write(const ClockRow& clock);

 private:
  void write(const Change& change, const Timeline& timeline);
  void write(const Note& note);
  void writeDelivery(const Change& change, const Timeline& timeline);
  int writeRow(const Change& change, bool isNew, const Timeline& timeline);
  void bindEvent(SQLite::Statement& row, const std::shared_ptr<const Event>& event);

  SQLite::Database& database_;
  KeptStatement add_{
      "INSERT INTO delivery VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
      "sealed(?11, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10), ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)"};
  KeptStatement update_{
      "UPDATE delivery SET sequence = ?1, sink = ?2, accepted = ?5, attempts = ?6, ended = ?7, reason = ?8, "
      "status = ?9, answer = ?10, checksum = sealed(checksum, ?1, ?2, category, size, ?5, ?6, ?7, ?8, ?9, ?10) "
      "WHERE sequence = ?20"};
  RowRemovals removals_{};
  KeptStatement remove_{"DELETE FROM delivery WHERE sequence = ?1"};  // of a row that has just changed
  KeptStatement keep_{"INSERT OR REPLACE INTO note VALUES (?1, ?2, ?3, ?4)"};
  KeptStatement forget_{"DELETE FROM note WHERE owner = ?1 AND key = ?2"};
  KeptStatement clock_{"INSERT OR REPLACE INTO clock VALUES (1, ?1, ?2, ?3, ?4, ?5)"};
  const Event* bound_ = nullptr;  // add_ has this event; only while one call of write() lasts
};

}  // namespace herald::core
