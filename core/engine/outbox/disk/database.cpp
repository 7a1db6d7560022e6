// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/database.h"

#include <sqlite3.h>

#include <memory>

namespace herald::core {

namespace {

// NOMUTEX: each connection is used by one thread at a time.
constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

}  // namespace

SQLite::Statement& KeptStatement::in(SQLite::Database& database) {
  if (!statement_) statement_.emplace(database, sql_);
  statement_->tryReset();
  return *statement_;
}

void KeptStatement::reset() {
  if (statement_) statement_->tryReset();
}

WriteTransaction::WriteTransaction(SQLite::Database& database, Statements& statements)
    : database_(database), statements_(statements) {
  statements_.begin.in(database_).exec();
}

WriteTransaction::~WriteTransaction() {
  if (!isOpen_) return;
  statements_.commit.reset();
  database_.tryExec("ROLLBACK");
}

void WriteTransaction::commit() {
  statements_.commit.in(database_).exec();
  isOpen_ = false;
}

SQLite::Database openDatabase(const std::filesystem::path& path, const char* vfs) {
  SQLite::Database database(path.string(), kFlags, kBusyMillis, vfs ? vfs : "");
  database.exec("PRAGMA cache_size = -400");
  database.exec("PRAGMA temp_store = MEMORY");
  database.exec("PRAGMA secure_delete = OFF");  // otherwise each end writes zeros over its event
  return database;
}

std::string imageOf(const SQLite::Database& database) {
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, void (*)(void*)> image(sqlite3_serialize(database.getHandle(), "main", &size, 0),
                                                              sqlite3_free);
  if (!image) throw SQLite::Exception("no memory", SQLITE_NOMEM);
  return {image.get(), image.get() + size};
}

// SQLITE_ERROR means that the tables are not those that the version of the file promises.
bool isDamage(const SQLite::Exception& error) {
  const auto code = error.getErrorCode();
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;
}

}  // namespace herald::core
