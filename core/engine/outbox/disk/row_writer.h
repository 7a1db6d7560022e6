// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include "engine/outbox/disk/database.h"
#include "engine/outbox/disk/row_format.h"
#include "engine/outbox/disk/row_removals.h"
#include "engine/outbox/disk/shared_events.h"
#include "engine/outbox/disk/timeline.h"
#include "engine/outbox/queue/change_log.h"

namespace herald::core {

/// Writes changes to the tables of an outbox's file, within a transaction of the caller. One thread at a time may call
/// it.
class RowWriter {
 public:
  explicit RowWriter(SQLite::Database& database);  ///< `database` outlives this. Throws SQLite::Exception

  /// What the tables have already of shared events; nothing unless it is said. Say it again after a failed transaction.
  void setShared(SharedEvents shared) {
    shared_ = std::move(shared);
    removals_.endUnreadable();
  }

  /// Writes the changes as if one after the other. Added deliveries of the same event should follow each other: then
  /// the first one's row has the event, and the others refer to it. Times are stored on the timeline. Throws
  /// SQLite::Exception.
  void write(std::span<const Change> changes, const Timeline& timeline);

  /// How many rows it leaves as they are, see RowRemovals.
  std::size_t unreadable() const { return removals_.unreadable(); }

  /// Stores the moment and the newest sequence that was given. Throws SQLite::Exception.
  void write(const ClockRow& clock);

 private:
  /// The event that add_ is bound to, and the row that has it; only while one call of write() lasts.
  struct Bound {
    const Event* event = nullptr;
    std::int64_t size = 0;
    std::int64_t checksum = 0;
    std::uint64_t row = 0;  // 0: none that others may refer to
  };

  void write(const Change& change, const Timeline& timeline);
  void write(const Note& note);
  void add(const Delivery& delivery, const Timeline& timeline);
  int update(const Change& change, const Timeline& timeline);
  void bindDelivery(SQLite::Statement& row, const Delivery& delivery, const Timeline& timeline);
  void bindEvent(SQLite::Statement& row, const std::shared_ptr<const Event>& event);
  bool isBehindItsEvent(const Delivery& delivery) const;

  SQLite::Database& database_;
  SharedEvents shared_{};
  KeptStatement add_{
      "INSERT INTO delivery VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
      "sealed(?11, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0), ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, 0)"};
  KeptStatement refer_{
      "INSERT INTO delivery VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
      "sealed(?11, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?12), '', '', '', '', '', 0, '', '', ?12)"};
  KeptStatement update_{
      "UPDATE delivery SET sequence = ?1, sink = ?2, accepted = ?5, attempts = ?6, ended = ?7, reason = ?8, "
      "status = ?9, answer = ?10, checksum = sealed(checksum, ?1, ?2, category, size, ?5, ?6, ?7, ?8, ?9, ?10, back) "
      "WHERE sequence = ?20"};
  // A new row with the event of this one.
  KeptStatement copy_{
      "INSERT INTO delivery SELECT ?1, ?2, own.category, own.size, ?5, ?6, ?7, ?8, ?9, ?10, "
      "sealed(own.checksum, ?1, ?2, own.category, own.size, ?5, ?6, ?7, ?8, ?9, ?10, 0), whole.id, whole.type, "
      "whole.source, whole.device, whole.subject, whole.time, whole.payload, whole.context, 0 "
      "FROM delivery AS own JOIN delivery AS whole ON whole.sequence = own.sequence - own.back "
      "WHERE own.sequence = ?20"};
  RowRemovals removals_{shared_};
  KeptStatement keep_{"INSERT OR REPLACE INTO note VALUES (?1, ?2, ?3, ?4)"};
  KeptStatement forget_{"DELETE FROM note WHERE owner = ?1 AND key = ?2"};
  KeptStatement clock_{"INSERT OR REPLACE INTO clock VALUES (1, ?1, ?2, ?3, ?4, ?5)"};
  Bound bound_{};
};

}  // namespace herald::core
