// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/delivery_log/flood_budget.h"
#include "engine/delivery_log/log_detail.h"
#include "engine/delivery_log/log_feed.h"
#include "engine/delivery_log/log_store.h"
#include "herald/mutex.h"

namespace herald::core {

/// What became of each delivery, step by step. It is a record for people: no delivery depends on it.
///
/// add() only puts the entry into memory. A thread of the log's own hides the secrets, writes, and tells the listeners:
/// all that came within kWrite at once. While the store refuses, the newest kMostWaiting entries stay in memory.
///
/// The request and the answer of an attempt, and the content of its event, are details. Each entry has them, unless
/// more than kMostDetailBytes of them wait for the disk. Then the oldest attempts that delivered go without, and after
/// them the oldest ones that failed. In a flood, FloodBudget says which of those that
/// delivered go without, or are left out.
///
/// A process that is killed loses the entries of the last kWrite. A power cut may lose more: nothing is synced for the
/// log alone. Entries that come faster than the disk takes them are lost and counted, and so are those left out. A
/// delivery never waits for the log.
///
/// Every thread may call it.
class DeliveryLog {
 public:
  static constexpr Millis kWrite{250};
  static constexpr Millis kRetry{10000};             ///< after a refusal, unless there is something new before
  static constexpr std::size_t kMostWaiting = 4096;  ///< entries
  static constexpr std::size_t kMostDetailBytes = std::size_t{2} << 20;  ///< of the entries that wait
  static constexpr std::size_t kSlice = 64;  ///< entries; publishers wait for the disk behind no more than this

  using Masking = std::function<std::string(std::string_view)>;
  using Mask = std::function<Masking()>;  ///< hides the secrets of the moment when it is called

  struct Health {
    std::uint64_t lost = 0;  ///< entries, since the start
    std::string problem{};   ///< why the store refuses; empty if it does not
  };

  /// `store` and `time` outlive it. Each entry goes through the `mask` of the moment when it came. Throws NoThread.
  DeliveryLog(LogStore& store, TimeSource& time, Mask mask, const LogBounds& bounds = {});
  ~DeliveryLog();  ///< writes what waits
  DeliveryLog(const DeliveryLog&) = delete;
  DeliveryLog& operator=(const DeliveryLog&) = delete;

  /// Gives the entry its sequence later, and the time of now if it has none. `reason` and `answer` are masked already;
  /// `address` and the detail need not be. Never waits for the disk.
  void add(LogEntry entry, LogDetail detail = {}) HERALD_EXCLUDES(mutex_);

  /// What is on disk: entries of the last kWrite may be missing. May wait for the disk. Throws std::runtime_error if it
  /// refuses.
  LogPage find(const LogQuery& query) { return store_.read(query); }
  LogExtent extent() { return store_.extent(); }
  std::string exchanges(std::uint64_t sequence) { return store_.exchanges(sequence); }  ///< see LogStore
  std::string event(const std::string& id) { return store_.event(id); }                 ///< see LogStore
  std::vector<std::string> newestEvents(std::size_t most) { return store_.newestEvents(most); }

  std::unique_ptr<LogFeed::Subscription> subscribe(LogFilter filter, LogFeed::Listener listener) {
    return feed_.subscribe(std::move(filter), std::move(listener));
  }

  void setBounds(const LogBounds& bounds) HERALD_EXCLUDES(mutex_);
  Health health() const HERALD_EXCLUDES(mutex_);

 private:
  struct Waiting {
    LogEntry entry{};
    LogDetail detail{};
    Masking mask{};
  };

  bool takeFromBudget(std::size_t bytes, LogStep step) HERALD_REQUIRES(mutex_);
  bool makeRoom(std::size_t bytes, LogStep step, std::vector<LogDetail>& dropped) HERALD_REQUIRES(mutex_);
  LogRow rowOf(Waiting& waiting) const;
  void run() HERALD_EXCLUDES(mutex_);
  std::string write(std::vector<Waiting>& waiting, const LogBounds& bounds);
  void take(std::vector<Waiting>& waiting);
  std::vector<LogRow>::iterator numberNew();
  void writeSlices(const LogBounds& bounds, std::size_t& written);
  std::size_t dropSurplus();

  LogStore& store_;
  TimeSource& time_;
  const Mask mask_;
  LogFeed feed_{};

  // These two belong to the thread of the log.
  std::optional<std::uint64_t> last_{};  // the newest sequence; nothing until the store has said it
  std::vector<LogRow> unwritten_{};      // those that the store does not have

  mutable Mutex mutex_{};
  Condition work_{};
  std::vector<Waiting> waiting_ HERALD_GUARDED_BY(mutex_){};
  std::size_t detailBytes_ HERALD_GUARDED_BY(mutex_) = 0;  // of what waits
  std::array<std::size_t, 2> firstWithDetail_
      HERALD_GUARDED_BY(mutex_){};  // among those that delivered, and the others
  LogBounds bounds_ HERALD_GUARDED_BY(mutex_);
  FloodBudget budget_ HERALD_GUARDED_BY(mutex_);
  Health health_ HERALD_GUARDED_BY(mutex_){};
  bool ends_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace herald::core
