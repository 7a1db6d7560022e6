// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/Database.h>

namespace herald::core {

/// Migrates the tables of an outbox's database to the newest version, atomically. The file has the version twice, so
/// that a flipped bit is no newer version. Throws NewerOutbox if a newer Herald made them, and SQLite::Exception, also
/// if the version or the definition of a table is damaged.
void migrate(SQLite::Database& database);

/// Whether the definitions of its tables are those of one of the versions, and the deliveries begin where they do in
/// every outbox. Throws SQLite::Exception.
bool hasSoundTables(SQLite::Database& database);

}  // namespace herald::core
