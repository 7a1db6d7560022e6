// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/delivery_log/log_store.h"
#include "engine/delivery_log/memory_log.h"

namespace herald::core {

/// A delivery log whose entries of progress events stay in memory, for an outbox that spares the disk the same events.
/// All steps of a delivery are in one of the two. To its reader it is one log. Every thread may call it as it may call
/// `rest`.
class SplitLog final : public LogStore {
 public:
  /// `rest` gets all other entries, and outlives this.
  SplitLog(LogStore& rest, std::chrono::system_clock::time_point now) : rest_(rest), progress_(now) {}

  /// Begins where both have everything: a reader that was further back has missed something.
  LogExtent extent() override;
  void write(const std::vector<LogRow>& rows, const LogBounds& bounds,
             std::chrono::system_clock::time_point now) override;
  LogPage read(const LogQuery& query) override;
  std::string exchanges(std::uint64_t sequence) override;
  std::string event(const std::string& id) override;
  std::vector<std::string> newestEvents(std::size_t most) override;

 private:
  LogStore& rest_;
  MemoryLog progress_;
};

}  // namespace herald::core
