// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/delivery_log/memory_log.h"
#include "herald/mutex.h"

namespace herald::core {

/// A store for tests that keeps everything in memory, and refuses while the test says so. Every thread may use it.
class MemoryLogStore final : public LogStore {
 public:
  /// `last`: the sequence that an earlier process has given.
  explicit MemoryLogStore(int last = 0)
      : log_(std::chrono::system_clock::time_point(std::chrono::milliseconds(last))) {}

  LogExtent extent() override {
    check();
    return log_.extent();
  }

  void write(const std::vector<LogRow>& rows, const LogBounds&, std::chrono::system_clock::time_point) override {
    const MutexLock lock(mutex_);
    ++writes_;
    changed_.notifyAll();
    if (!problem_.empty()) throw std::runtime_error(problem_);
    for (const auto& row : rows) detailBytes_ += row.exchanges.size() + row.event.size();
    log_.write(rows, {}, {});
  }

  LogPage read(const LogQuery& query) override {
    check();
    auto least = query;
    if (hasShortPages_) least.limit = 1;
    return log_.read(least);
  }

  /// From now on each page has one entry, as if it had looked at enough.
  void shortenPages() { hasShortPages_ = true; }

  std::string exchanges(std::uint64_t sequence) override {
    check();
    return log_.exchanges(sequence);
  }

  std::string event(const std::string& id) override {
    check();
    return log_.event(id);
  }

  std::vector<std::string> newestEvents(std::size_t most) override {
    check();
    return log_.newestEvents(most);
  }

  std::size_t detailBytes() {  ///< of all rows that it has taken
    const MutexLock lock(mutex_);
    return detailBytes_;
  }

  void refuse(const std::string& problem) {
    const MutexLock lock(mutex_);
    problem_ = problem;
  }

  /// Returns when so many writes have been tried.
  void awaitWrites(int count) {
    const MutexLock lock(mutex_);
    changed_.wait(mutex_, [&]() HERALD_REQUIRES(mutex_) { return writes_ >= count; });
  }

 private:
  void check() {
    const MutexLock lock(mutex_);
    if (!problem_.empty()) throw std::runtime_error(problem_);
  }

  MemoryLog log_;
  std::atomic<bool> hasShortPages_ = false;
  Mutex mutex_{};
  Condition changed_{};
  std::string problem_ HERALD_GUARDED_BY(mutex_){};
  int writes_ HERALD_GUARDED_BY(mutex_) = 0;
  std::size_t detailBytes_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::core
