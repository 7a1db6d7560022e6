// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/outbox/delivery.h"
#include "engine/outbox/disk/database.h"
#include "engine/outbox/disk/timeline.h"
#include "engine/outbox/note.h"
#include "engine/outbox/queue/stored_delivery.h"

namespace herald::core {

/// Reads the tables of an outbox's file. One thread at a time may call it.
class RowReader {
 public:
  explicit RowReader(SQLite::Database& database) : database_(database) {}  ///< `database` outlives this

  /// What the index needs of every delivery, in the order of the sequences. Throws SQLite::Exception, also if these
  /// are no sequences: then the file is damaged.
  std::vector<StoredDelivery> index(const Timeline& timeline);

  struct Notes {
    NoteList found{};
    std::vector<Note> damaged{};  ///< their owners and keys, without values
  };

  /// Throws SQLite::Exception.
  Notes notes();

  struct Rows {
    std::map<std::uint64_t, Delivery> found{};
    std::map<std::uint64_t, std::string> damaged{};  ///< what is known of them: type, device and sink
    std::vector<std::uint64_t> failed{};             ///< the disk did not return these
    std::string problem{};                           ///< why the last of them failed
  };

  /// The whole deliveries with these sequences.
  Rows read(const std::vector<std::uint64_t>& sequences, const Timeline& timeline);

 private:
  void read(std::uint64_t sequence, const Timeline& timeline, Rows& rows);

  SQLite::Database& database_;
  KeptStatement read_{
      "SELECT sequence, sink, accepted, attempts, ended, reason, status, answer, checksum, id, type, source, device, "
      "subject, category, time, payload, context FROM delivery WHERE sequence = ?1"};
};

}  // namespace herald::core
