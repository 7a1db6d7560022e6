#include "engine/outbox/disk/outbox_schema.h"

#include <SQLiteCpp/Transaction.h>

#include <array>
#include <string>

#include "engine/outbox/disk/outbox_file.h"

namespace herald::core {

namespace {

/// Step i brings version i to version i + 1. A step that was released is never changed.
constexpr std::array kSteps{
    // What the index needs stands first, so that a scan does not read the large columns at the end.
    R"sql(
      CREATE TABLE delivery (
        sequence INTEGER PRIMARY KEY,
        sink     TEXT    NOT NULL,
        category INTEGER NOT NULL,
        size     INTEGER NOT NULL,  -- in memory, about
        accepted INTEGER NOT NULL,  -- milliseconds on the timeline; of a dead letter, when it ended
        attempts INTEGER NOT NULL,
        ended    INTEGER,           -- milliseconds since 1970: a dead letter
        reason   TEXT    NOT NULL,
        status   INTEGER NOT NULL,
        answer   TEXT    NOT NULL,
        checksum INTEGER NOT NULL,  -- of the columns below
        id       TEXT    NOT NULL,
        type     TEXT    NOT NULL,
        source   TEXT    NOT NULL,
        device   TEXT    NOT NULL,
        subject  TEXT    NOT NULL,
        time     INTEGER NOT NULL,  -- nanoseconds since 1970
        payload  TEXT    NOT NULL,
        context  TEXT    NOT NULL
      );
      CREATE TABLE clock (
        one          INTEGER PRIMARY KEY CHECK (one = 1),
        line         INTEGER NOT NULL,
        wall         INTEGER NOT NULL,
        synchronized INTEGER NOT NULL,
        sequence     INTEGER NOT NULL  -- the last that was given
      );
      INSERT INTO clock VALUES (1, 0, 0, 0, 0);
    )sql",
    R"sql(
      CREATE TABLE note (
        owner    TEXT    NOT NULL,
        key      TEXT    NOT NULL,
        value    BLOB    NOT NULL,
        checksum INTEGER NOT NULL,  -- of the columns above
        PRIMARY KEY (owner, key)
      ) WITHOUT ROWID;
    )sql",
};

}  // namespace

void bringUpToDate(SQLite::Database& database) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  const auto version = static_cast<std::size_t>(database.execAndGet("PRAGMA user_version").getInt64());
  if (version > kSteps.size()) {
    throw NewerOutbox(database.getFilename() + " was written by a newer Herald (version " + std::to_string(version) +
                      " of its tables, this Herald knows " + std::to_string(kSteps.size()) +
                      "): run that one, or move the file away");
  }
  for (auto i = version; i < kSteps.size(); ++i) database.exec(kSteps[i]);
  if (version < kSteps.size()) database.exec("PRAGMA user_version = " + std::to_string(kSteps.size()));
  transaction.commit();
}

}  // namespace herald::core
