// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/Database.h>

namespace herald::core {

/// Migrates the tables of an outbox's database to the newest version, atomically. Throws NewerOutbox if a newer Herald
/// made them, and SQLite::Exception.
void migrate(SQLite::Database& database);

}  // namespace herald::core
