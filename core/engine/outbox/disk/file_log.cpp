// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/file_log.h"

namespace herald::core {

void FileLog::read(const std::function<void(LogTable&)>& read) {
  const MutexLock lock(turn_);
  if (!connection_) connection_ = std::make_unique<Connection>(path_, vfs_);
  if (connection_->database.tableExists("attempt")) read(connection_->table);
}

}  // namespace herald::core
