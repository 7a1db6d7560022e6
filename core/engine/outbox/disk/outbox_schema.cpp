// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/outbox_schema.h"

#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

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
    // From here on, the upper half of a delivery's checksum is of the columns above it. It is 0 in a row that an older
    // Herald wrote, and so is the checksum of such a clock.
    "ALTER TABLE clock ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0",
    // How many sequences before this row the one with its event lies, see SharedEvents. A row of an older Herald has
    // its own, so none of them changes. A row without a sink is no delivery: it only has the event of others.
    "ALTER TABLE delivery ADD COLUMN back INTEGER NOT NULL DEFAULT 0",
};

// The application_id of a file with these tables: "He", then the version once more.
std::int64_t applicationOf(std::size_t version) { return 0x48650000 + static_cast<std::int64_t>(version); }

/// The definitions of the tables.
std::string tablesOf(SQLite::Database& database) {
  return database
      .execAndGet(
          "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema WHERE name IN ('delivery', 'clock', "
          "'note') ORDER BY name)")
      .getString();
}

/// The same of each version, from the first to the newest.
std::vector<std::string> allTables() {
  SQLite::Database model(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  std::vector<std::string> tables;
  for (const auto* step : kSteps) {
    model.exec(step);
    tables.push_back(tablesOf(model));
  }
  return tables;
}

/// Whether the deliveries begin where they do in every outbox.
bool hasSoundRoot(SQLite::Database& database) {
  constexpr int kRoot = 2;
  return database.execAndGet("SELECT rootpage FROM sqlite_schema WHERE name = 'delivery'").getInt() == kRoot;
}

void setApplication(SQLite::Database& database) {
  database.tryExec(("PRAGMA application_id = " + std::to_string(applicationOf(kSteps.size()))).c_str());
}

}  // namespace

bool hasSoundTables(SQLite::Database& database) {
  const auto known = allTables();
  return hasSoundRoot(database) && std::find(known.begin(), known.end(), tablesOf(database)) != known.end();
}

void migrate(SQLite::Database& database) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  const auto version = static_cast<std::size_t>(database.execAndGet("PRAGMA user_version").getInt64());
  const auto application = database.execAndGet("PRAGMA application_id").getInt64();
  if (version > kSteps.size()) {
    if (application != applicationOf(version)) {
      throw SQLite::Exception("its table version is damaged: " + std::to_string(version), SQLITE_CORRUPT);
    }
    throw NewerOutbox(database.getFilename() + " was written by a newer Herald (table version " +
                      std::to_string(version) + ", this Herald knows " + std::to_string(kSteps.size()) +
                      "): run the newer Herald, or move the file away");
  }
  for (auto i = version; i < kSteps.size(); ++i) database.exec(kSteps[i]);
  if (version < kSteps.size()) database.exec("PRAGMA user_version = " + std::to_string(kSteps.size()));
  if (!hasSoundRoot(database) || tablesOf(database) != allTables().back())
    throw SQLite::Exception("its list of tables is damaged", SQLITE_CORRUPT);
  transaction.commit();
  // An older Herald does not set it. Nothing depends on it yet, so a full disk may refuse it.
  if (application != applicationOf(kSteps.size())) setApplication(database);
}

}  // namespace herald::core
