#pragma once

#include <SQLiteCpp/Database.h>

namespace herald::core {

/// Brings the tables of an outbox's database up to date, all steps or none. Throws NewerOutbox where a newer Herald
/// made them, and SQLite::Exception.
void bringUpToDate(SQLite::Database& database);

}  // namespace herald::core
