// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/delivery_log/log_query.h"
#include "engine/delivery_log/log_room.h"

namespace herald::core {

/// An entry as it is kept, with its details. A value.
struct LogRow {
  LogEntry entry{};
  std::string exchanges{};  ///< see exchangesText(); empty: nothing is kept
  std::string event{};      ///< see eventText(); empty: nothing is kept, or the event is there already
};

/// Where a delivery log keeps its entries. Every thread may read; one thread writes. All functions may wait for the
/// disk, and throw std::runtime_error if it refuses.
class LogStore {
 public:
  static constexpr std::size_t kKeptExchanges = 10;

  virtual ~LogStore();

  virtual LogExtent extent() = 0;

  /// Adds the rows, whose sequences rise, and removes what is beyond the bounds: what ended before `now` - age, and
  /// what matters least, see LogRoom. But the newest kKeptExchanges of each sink stay until they are too old. All or
  /// nothing. It need not be safe when it returns.
  virtual void write(const std::vector<LogRow>& rows, const LogBounds& bounds,
                     std::chrono::system_clock::time_point now) = 0;

  virtual LogPage read(const LogQuery& query) = 0;

  /// What the attempt of this entry sent and got; empty if it is not kept.
  virtual std::string exchanges(std::uint64_t sequence) = 0;

  virtual std::string event(const std::string& id) = 0;                 ///< its content; empty if it is not kept
  virtual std::vector<std::string> newestEvents(std::size_t most) = 0;  ///< the newest first
};

}  // namespace herald::core
