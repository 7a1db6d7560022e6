// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <utility>

#include "engine/delivery_log/log_query.h"
#include "herald/mutex.h"

namespace herald::core {

/// Tells listeners of new entries as they come, for live pages. Every thread may call it.
class LogFeed {
 public:
  /// Called with all that came at once, the oldest first, from the thread of the log, under the lock of the feed. It
  /// must not wait, and must not subscribe or end a subscription. A listener that is slow has to bound what it keeps.
  using Listener = std::function<void(std::span<const LogEntry* const> entries)>;

  /// Its listener is called while it lives, and not after its destructor. The feed outlives it.
  class Subscription {
   public:
    Subscription(LogFeed& feed, std::uint64_t id) : feed_(feed), id_(id) {}
    ~Subscription() { feed_.end(id_); }
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

   private:
    LogFeed& feed_;
    const std::uint64_t id_;
  };

  std::unique_ptr<Subscription> subscribe(LogFilter filter, Listener listener) HERALD_EXCLUDES(mutex_);
  void publish(std::span<const LogEntry* const> entries) HERALD_EXCLUDES(mutex_);

 private:
  void end(std::uint64_t id) HERALD_EXCLUDES(mutex_);

  Mutex mutex_{};
  std::uint64_t last_ HERALD_GUARDED_BY(mutex_) = 0;
  std::map<std::uint64_t, std::pair<LogFilter, Listener>> listeners_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
