// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/delivery_log/log_store.h"

namespace herald::core {

class DiskStorage;

/// The delivery log in the file of a DiskStorage. A write takes turns with the writes of deliveries.
class StorageLog final : public LogStore {
 public:
  explicit StorageLog(DiskStorage& storage) : storage_(storage) {}  ///< `storage` outlives this

  LogExtent extent() override;
  void write(const std::vector<LogRow>& rows, const LogBounds& bounds,
             std::chrono::system_clock::time_point now) override;
  LogPage read(const LogQuery& query) override;
  std::string exchanges(std::uint64_t sequence) override;
  std::string event(const std::string& id) override;
  std::vector<std::string> newestEvents(std::size_t most) override;

 private:
  DiskStorage& storage_;
};

}  // namespace herald::core
