// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/delivery_log/log_entry.h"

namespace herald::core {

/// Selects entries: those that match every field that is set. Pages and live pages use the same filter. A value.
struct LogFilter {
  std::chrono::system_clock::time_point since{};  ///< at this time or later
  std::chrono::system_clock::time_point until = std::chrono::system_clock::time_point::max();  ///< before it
  std::vector<std::string> sinks{};                                                            ///< empty: any
  std::vector<std::string> devices{};                                                          ///< empty: any
  std::vector<std::string> types{};  ///< of the event; empty: any
  std::string event{};               ///< the id of one event; empty: any
  std::bitset<kLogSteps> steps{};    ///< none set: any
};

bool matches(const LogFilter& filter, const LogEntry& entry);

/// Asks for one page, the newest entries first.
struct LogQuery {
  LogFilter filter{};
  std::uint64_t before = std::numeric_limits<std::int64_t>::max();  ///< only entries with a smaller sequence
  std::uint64_t after = 0;                                          ///< only entries with a larger sequence
  bool isLatest = false;  ///< only the newest entry of each delivery, so each delivery comes once
  std::size_t limit = 100;
};

/// One page. A rare filter may need many pages: a store looks at a bounded number of entries for each.
struct LogPage {
  std::vector<LogEntry> entries{};
  std::optional<std::uint64_t> next{};  ///< the `before` of the next page; nothing if this is the last one
};

/// From the oldest to the newest sequence that a log has. Both are 0 if it is empty.
struct LogExtent {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

inline constexpr std::size_t kMostLogPage = 1000;    ///< entries
inline constexpr std::size_t kMostExamined = 20000;  ///< entries that a store looks at for one page

}  // namespace herald::core
