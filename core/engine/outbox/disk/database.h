// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <optional>
#include <string>

namespace herald::core {

/// A statement that is compiled at its first use and kept. One thread at a time may use it.
class KeptStatement {
 public:
  /// `sql` lives as long as this.
  explicit KeptStatement(const char* sql) : sql_(sql) {}

  /// Ready for new values. `database` is always the same one, and outlives this. Throws SQLite::Exception.
  SQLite::Statement& in(SQLite::Database& database);

  /// Ends a read that is under way, so that SQLite can take over its log.
  void reset();

  /// Compiles it anew at the next use.
  void discard() { statement_.reset(); }

 private:
  const char* sql_;
  std::optional<SQLite::Statement> statement_{};
};

/// A transaction that writes. Its statements are compiled once for each connection. It is undone unless it is
/// committed.
class WriteTransaction {
 public:
  struct Statements {
    KeptStatement begin{"BEGIN IMMEDIATE"};
    KeptStatement commit{"COMMIT"};
  };

  /// Both outlive this. Throws SQLite::Exception.
  WriteTransaction(SQLite::Database& database, Statements& statements);
  ~WriteTransaction();
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  void commit();  ///< throws SQLite::Exception

 private:
  SQLite::Database& database_;
  Statements& statements_;
  bool isOpen_ = true;
};

inline constexpr int kBusyMillis = 5000;  ///< how long a statement waits for another connection

/// Opens the file for reading and writing, with a small cache. `vfs` is SQLite's layer to the system; null is its
/// default. Throws SQLite::Exception.
SQLite::Database openDatabase(const std::filesystem::path& path, const char* vfs);

/// The database as the bytes of its file. Throws SQLite::Exception.
std::string imageOf(const SQLite::Database& database);

/// Whether the file itself is damaged, and not only unavailable.
bool isDamage(const SQLite::Exception& error);

}  // namespace herald::core
