// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_feed.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace herald::core {

std::unique_ptr<LogFeed::Subscription> LogFeed::subscribe(LogFilter filter, Listener listener) {
  const MutexLock lock(mutex_);
  const auto id = ++last_;
  auto subscription = std::make_unique<Subscription>(*this, id);
  listeners_.emplace(id, std::pair(std::move(filter), std::move(listener)));
  return subscription;
}

void LogFeed::publish(std::span<const LogEntry* const> entries) {
  const MutexLock lock(mutex_);
  std::vector<const LogEntry*> wanted;
  for (const auto& [id, listener] : listeners_) {
    wanted.clear();
    std::copy_if(entries.begin(), entries.end(), std::back_inserter(wanted),
                 [&filter = listener.first](const LogEntry* entry) { return matches(filter, *entry); });
    if (!wanted.empty()) listener.second(wanted);
  }
}

void LogFeed::end(std::uint64_t id) {
  const MutexLock lock(mutex_);
  listeners_.erase(id);
}

}  // namespace herald::core
