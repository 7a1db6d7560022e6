// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/salvage.h"

#include <Poco/DateTimeFormatter.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <limits>
#include <optional>

#include "engine/outbox/disk/disk_problem.h"
#include "engine/outbox/disk/file_header.h"
#include "engine/outbox/disk/outbox_schema.h"
#include "engine/outbox/disk/row_reader.h"
#include "engine/outbox/disk/row_writer.h"

namespace herald::core {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kFurthest = 1 << 20;  // how many sequences behind an unreadable row it tries further

/// Copies the readable rows of one table from one database to another.
class Copy {
 public:
  Copy(SQLite::Database& from, SQLite::Database& to, std::string table)
      : from_(from), to_(to), table_(std::move(table)) {}

  /// Copies all rows, or those before the first unreadable one. Returns true if these are all.
  bool rows(const std::string& order) {
    try {
      SQLite::Statement row(from_, "SELECT * FROM " + table_ + " ORDER BY " + order);
      while (row.executeStep()) insert(row);
      return true;
    } catch (const SQLite::Exception& error) {
      return error.getErrorCode() == SQLITE_ERROR;  // an older Herald without this table wrote the file
    }
  }

  /// Continues from `sequence` in the direction of `sql`. Returns true at the end, false at an unreadable page.
  bool rows(const char* sql, std::int64_t& sequence) {
    try {
      SQLite::Statement row(from_, sql);
      row.bind(1, sequence);
      while (row.executeStep()) {
        sequence = row.getColumn(0).getInt64();
        insert(row);
      }
      return true;
    } catch (const SQLite::Exception&) {
      return false;
    }
  }

 private:
  void insert(SQLite::Statement& row) {
    std::string columns, places;
    for (int i = 0; i < row.getColumnCount(); ++i) {
      columns += (i == 0 ? "" : ",") + std::string(row.getColumnName(i));
      places += i == 0 ? "?" : ",?";
    }
    SQLite::Statement insert(to_, "INSERT OR IGNORE INTO " + table_ + " (" + columns + ") VALUES (" + places + ")");
    for (int i = 0; i < row.getColumnCount(); ++i) {
      const auto column = row.getColumn(i);
      if (column.isNull()) {
        insert.bind(i + 1);
      } else if (column.isInteger()) {
        insert.bind(i + 1, column.getInt64());
      } else if (column.isBlob()) {
        insert.bind(i + 1, column.getBlob(), column.getBytes());
      } else {
        insert.bind(i + 1, column.getString());
      }
    }
    try {
      insert.exec();
    } catch (const SQLite::Exception& error) {
      throw DiskProblem(to_.getFilename() + ": " + error.what(), error.getErrorCode() == SQLITE_FULL);
    }
  }

  SQLite::Database& from_;
  SQLite::Database& to_;
  const std::string table_;
};

/// Copies the deliveries. Returns false if it could not read all of them.
bool copyDeliveries(Copy& copy) {
  std::int64_t up = 0;
  if (copy.rows("SELECT * FROM delivery WHERE sequence > ?1 ORDER BY sequence", up)) return true;
  std::int64_t down = std::numeric_limits<std::int64_t>::max();
  copy.rows("SELECT * FROM delivery WHERE sequence < ?1 ORDER BY sequence DESC", down);
  for (std::int64_t step = 1; step < kFurthest && up < down - step; step *= 2) {
    auto beyond = up + step;
    copy.rows("SELECT * FROM delivery WHERE sequence > ?1 ORDER BY sequence", beyond);
  }
  return false;
}

/// Copies the notes. Returns false if it could not read all of them.
bool copyNotes(Copy& copy) {
  if (copy.rows("owner, key")) return true;
  copy.rows("owner DESC, key DESC");
  return false;
}

std::optional<ClockRow> readClock(SQLite::Database& from) {
  try {
    return RowReader(from).clock();
  } catch (const SQLite::Exception&) {
    return std::nullopt;
  }
}

/// What the sound database refuses is no fault of the damaged one.
void commit(SQLite::Transaction& transaction, const SQLite::Database& sound) {
  try {
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    throw DiskProblem(sound.getFilename() + ": " + error.what(), error.getErrorCode() == SQLITE_FULL);
  }
}

/// Returns false if it could not read all deliveries and notes, also if the tables are not those of an outbox.
bool copyReadable(const fs::path& damaged, SQLite::Database& sound) {
  try {
    SQLite::Database from(damaged.string(), SQLite::OPEN_READONLY);
    from.exec("PRAGMA writable_schema = ON");  // otherwise SQLite reads nothing of a truncated file
    if (!hasSoundTables(from)) return false;
    SQLite::Transaction transaction(sound);
    Copy deliveries(from, sound, "delivery");
    Copy notes(from, sound, "note");
    const bool hasDeliveries = copyDeliveries(deliveries);
    const bool hasNotes = copyNotes(notes);
    if (const auto clock = readClock(from)) RowWriter(sound).write(*clock);
    commit(transaction, sound);
    return hasDeliveries && hasNotes;
  } catch (const SQLite::Exception&) {
    return false;
  }
}

/// A damaged page may be readable and have fewer rows than before.
bool hasSoundPages(const fs::path& path) {
  SQLite::Database file(path.string(), SQLite::OPEN_READONLY);
  return file.execAndGet("PRAGMA quick_check(1)").getString() == "ok";
}

/// How many deliveries it has with their events.
std::size_t countDeliveries(SQLite::Database& database) {
  return static_cast<std::size_t>(database
                                      .execAndGet("SELECT count(*) FROM delivery AS own JOIN delivery AS whole ON "
                                                  "whole.sequence = own.sequence - own.back WHERE own.sink <> ''")
                                      .getInt64());
}

}  // namespace

fs::path setAside(const fs::path& path, std::chrono::system_clock::time_point now) {
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  const auto stamp = Poco::DateTimeFormatter::format(Poco::Timestamp(millis * 1000), "%Y%m%d-%H%M%S");
  fs::path aside;
  for (int i = 1; aside.empty() || fs::exists(aside); ++i) {
    aside = path.string() + ".damaged-" + stamp + (i == 1 ? "" : "-" + std::to_string(i));
  }
  std::error_code error;
  fs::rename(path, aside, error);
  if (error) throw DiskProblem(path.string() + " is damaged and cannot be renamed: " + error.message());
  fs::rename(path.string() + "-wal", aside.string() + "-wal", error);
  fs::remove(path.string() + "-shm", error);
  return aside;
}

void putBack(const fs::path& aside, const fs::path& path) {
  std::error_code ignored;
  for (const auto* end : {"", "-wal", "-shm"}) fs::remove(path.string() + end, ignored);
  fs::remove(aside.string() + "-shm", ignored);
  fs::rename(aside.string() + "-wal", path.string() + "-wal", ignored);
  fs::rename(aside, path, ignored);
}

Salvaged salvage(const fs::path& damaged, SQLite::Database& sound) {
  sound.exec("DELETE FROM clock");  // without one, Herald makes one of what the rows say
  bool isWhole = false;
  try {
    if (copyReadable(damaged, sound)) {
      isWhole = hasSoundPages(damaged);
    } else {
      rebuildFirstPage(damaged);
      copyReadable(damaged, sound);
    }
  } catch (const DiskProblem&) {
    throw;
  } catch (const std::exception&) {
    // The first page cannot be rebuilt: what was copied is all.
  }
  return {.deliveries = countDeliveries(sound), .isWhole = isWhole};
}

}  // namespace herald::core
