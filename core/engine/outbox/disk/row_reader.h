// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/outbox/delivery.h"
#include "engine/outbox/disk/database.h"
#include "engine/outbox/disk/row_format.h"
#include "engine/outbox/disk/shared_events.h"
#include "engine/outbox/disk/timeline.h"
#include "engine/outbox/note.h"
#include "engine/outbox/queue/stored_delivery.h"

namespace herald::core {

/// Reads the tables of an outbox's file. One thread at a time may call it.
class RowReader {
 public:
  /// What is known of damaged deliveries: event, device and sink. Empty if nothing is.
  using Names = std::map<std::uint64_t, std::string>;

  explicit RowReader(SQLite::Database& database);  ///< `database` outlives this. Throws SQLite::Exception

  struct Index {
    std::vector<StoredDelivery> found{};  ///< in the order of the sequences
    Names damaged{};                      ///< something beside their event was changed: sink, size, age or another.
                                          ///< Or the row that has their event is missing
    SharedEvents shared{};
    std::vector<std::uint64_t> needless{};  ///< rows that only have an event, which nobody needs
  };

  /// What the index needs of every delivery. Throws SQLite::Exception, also if these are no sequences: then the file is
  /// damaged.
  Index index(const Timeline& timeline);

  struct Notes {
    NoteList found{};
    std::vector<Note> damaged{};  ///< their owners and keys, without values
  };

  /// Throws SQLite::Exception.
  Notes notes();

  struct Rows {
    std::map<std::uint64_t, Delivery> found{};
    Names damaged{};
    std::vector<std::uint64_t> failed{};  ///< the disk did not return these
    std::string problem{};                ///< why the last of them failed
  };

  /// Nothing if the row is missing or damaged. Throws SQLite::Exception.
  std::optional<ClockRow> clock();

  /// On the timeline: the highest time of all sound rows. It reads the whole table. Throws SQLite::Exception.
  std::int64_t newestTime();

  /// What can be read of a delivery whose event cannot. Empty if that is nothing.
  std::string nameOf(std::uint64_t sequence);

  /// The whole deliveries with these sequences.
  Rows read(const std::vector<std::uint64_t>& sequences, const Timeline& timeline);

 private:
  static void addTo(Index& index, SQLite::Statement& row, const Timeline& timeline);
  void read(std::uint64_t sequence, const Timeline& timeline, Rows& rows);

  SQLite::Database& database_;
  const std::string readSql_;
  KeptStatement read_{readSql_.c_str()};
};

}  // namespace herald::core
