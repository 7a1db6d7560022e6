// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/outbox_schema.h"

#include <SQLiteCpp/Transaction.h>

#include <array>
#include <string>

#include "engine/outbox/disk/disk_problem.h"

namespace herald::core {

namespace {

// Step i migrates version i to version i + 1. Never change a step that was released.
constexpr std::array kSteps{
    // The columns that the index needs come first, so that its scan does not read the large ones at the end.
    R"sql(
      CREATE TABLE delivery (
        sequence INTEGER PRIMARY KEY,
        sink     TEXT    NOT NULL,
        category INTEGER NOT NULL,
        size     INTEGER NOT NULL,  -- about, in memory
        accepted INTEGER NOT NULL,  -- milliseconds on the timeline; when it ended, for a dead letter
        attempts INTEGER NOT NULL,
        ended    INTEGER,           -- milliseconds since 1970; null unless it is a dead letter
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

void migrate(SQLite::Database& database) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  const auto version = static_cast<std::size_t>(database.execAndGet("PRAGMA user_version").getInt64());
  if (version > kSteps.size()) {
    throw NewerOutbox(database.getFilename() + " was written by a newer Herald (table version " +
                      std::to_string(version) + ", this Herald knows " + std::to_string(kSteps.size()) +
                      "): run the newer Herald, or move the file away");
  }
  for (auto i = version; i < kSteps.size(); ++i) database.exec(kSteps[i]);
  if (version < kSteps.size()) database.exec("PRAGMA user_version = " + std::to_string(kSteps.size()));
  transaction.commit();
}

}  // namespace herald::core
