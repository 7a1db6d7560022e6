// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "engine/delivery_log/log_store.h"
#include "herald/mutex.h"

namespace herald::core {

/// A delivery log that ends with the process, for an outbox in memory. It takes at most kMostBytes, whatever the bounds
/// say, and the oldest rows go first. Its sequences begin at the time of its first entry, in milliseconds. So a cursor
/// of an earlier process is not one of this one. Every thread may call it.
class MemoryLog final : public LogStore {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{2} << 20;

  explicit MemoryLog(std::chrono::system_clock::time_point now);

  LogExtent extent() override HERALD_EXCLUDES(mutex_);
  void write(const std::vector<LogRow>& rows, const LogBounds& bounds,
             std::chrono::system_clock::time_point now) override HERALD_EXCLUDES(mutex_);
  LogPage read(const LogQuery& query) override HERALD_EXCLUDES(mutex_);
  std::string exchanges(std::uint64_t sequence) override HERALD_EXCLUDES(mutex_);
  std::string event(const std::string& id) override HERALD_EXCLUDES(mutex_);
  std::vector<std::string> newestEvents(std::size_t most) override HERALD_EXCLUDES(mutex_);

 private:
  void removeSurplus(const LogBounds& bounds, std::chrono::system_clock::time_point now) HERALD_REQUIRES(mutex_);

  const std::uint64_t begin_;
  Mutex mutex_{};
  std::deque<LogRow> rows_ HERALD_GUARDED_BY(mutex_){};  // the oldest first
  std::size_t bytes_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::core
