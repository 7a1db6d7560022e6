// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include "engine/outbox/disk/database.h"
#include "engine/outbox/disk/log_table.h"
#include "herald/mutex.h"

namespace herald::core {

/// Reads the delivery log of an outbox's file through a connection of its own: a page of the log may take longer than
/// a delivery should wait. Every thread may call it. All functions throw SQLite::Exception.
class FileLog {
 public:
  FileLog(std::filesystem::path path, const char* vfs) : path_(std::move(path)), vfs_(vfs) {}

  /// Calls `read` with the log, unless there is none yet.
  void read(const std::function<void(LogTable&)>& read) HERALD_EXCLUDES(turn_);

 private:
  struct Connection {
    Connection(const std::filesystem::path& path, const char* vfs) : database(openDatabase(path, vfs)) {}
    SQLite::Database database;
    LogTable table{database};
  };

  const std::filesystem::path path_;
  const char* const vfs_;
  Mutex turn_{};  // held for as long as a read takes
  std::unique_ptr<Connection> connection_ HERALD_GUARDED_BY(turn_){};
};

}  // namespace herald::core
