// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/memory_log.h"

#include <algorithm>
#include <set>
#include <utility>

namespace herald::core {

namespace {

std::size_t bytesOf(const LogRow& row) { return sizeOf(row.entry) + row.exchanges.size() + row.event.size(); }

}  // namespace

MemoryLog::MemoryLog(std::chrono::system_clock::time_point now)
    : begin_(static_cast<std::uint64_t>(std::max<std::int64_t>(
          0, std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count()))) {}

LogExtent MemoryLog::extent() {
  const MutexLock lock(mutex_);
  if (rows_.empty()) return {begin_, begin_};
  return {rows_.front().entry.sequence, rows_.back().entry.sequence};
}

void MemoryLog::write(const std::vector<LogRow>& rows, const LogBounds& bounds,
                      std::chrono::system_clock::time_point now) {
  const MutexLock lock(mutex_);
  for (const auto& row : rows) {
    rows_.push_back(row);
    bytes_ += bytesOf(row);
  }
  removeSurplus(bounds, now);
}

void MemoryLog::removeSurplus(const LogBounds& bounds, std::chrono::system_clock::time_point now) {
  const auto most = std::min(bounds.bytes, kMostBytes);
  while (!rows_.empty() && (bytes_ > most || rows_.front().entry.time < now - bounds.age)) {
    bytes_ -= bytesOf(rows_.front());
    rows_.pop_front();
  }
}

LogPage MemoryLog::read(const LogQuery& query) {
  const MutexLock lock(mutex_);
  const auto most = std::clamp<std::size_t>(query.limit, 1, kMostLogPage);
  std::set<std::pair<std::string, std::string>> seen;
  LogPage page;
  for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
    const auto& entry = row->entry;
    if (query.isLatest && !seen.emplace(entry.sink, entry.event).second) continue;
    if (entry.sequence >= query.before || entry.sequence <= query.after || !matches(query.filter, entry)) continue;
    if (page.entries.size() == most) {
      page.next = page.entries.back().sequence;
      break;
    }
    page.entries.push_back(entry);
  }
  return page;
}

std::string MemoryLog::exchanges(std::uint64_t sequence) {
  const MutexLock lock(mutex_);
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), sequence,
                       [](const LogRow& row, std::uint64_t wanted) { return row.entry.sequence < wanted; });
  return found != rows_.end() && found->entry.sequence == sequence ? found->exchanges : "";
}

std::string MemoryLog::event(const std::string& id) {
  const MutexLock lock(mutex_);
  const auto found = std::find_if(rows_.rbegin(), rows_.rend(),
                                  [&](const LogRow& row) { return row.entry.event == id && !row.event.empty(); });
  return found == rows_.rend() ? "" : found->event;
}

std::vector<std::string> MemoryLog::newestEvents(std::size_t most) {
  const MutexLock lock(mutex_);
  std::set<std::string> seen;
  std::vector<std::string> events;
  for (auto row = rows_.rbegin(); row != rows_.rend() && events.size() < most; ++row) {
    if (!row->event.empty() && seen.insert(row->entry.event).second) events.push_back(row->event);
  }
  return events;
}

}  // namespace herald::core
