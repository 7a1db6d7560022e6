// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/storage_log.h"

#include <utility>

#include "engine/outbox/disk/disk_storage.h"
#include "engine/outbox/disk/log_table.h"

namespace herald::core {

namespace {

/// What `read` returns for the log; an empty value if there is no log yet.
template <typename Read>
auto fromLog(DiskStorage& storage, const Read& read) {
  decltype(read(std::declval<LogTable&>())) result{};
  storage.openFile()->readLog([&](LogTable& log) { result = read(log); });
  return result;
}

}  // namespace

LogExtent StorageLog::extent() {
  return fromLog(storage_, [](LogTable& log) { return log.extent(); });
}

void StorageLog::write(const std::vector<LogRow>& rows, const LogBounds& bounds,
                       std::chrono::system_clock::time_point now) {
  storage_.writeLog(rows, bounds, now);
}

LogPage StorageLog::read(const LogQuery& query) {
  return fromLog(storage_, [&](LogTable& log) { return log.read(query); });
}

std::string StorageLog::exchanges(std::uint64_t sequence) {
  return fromLog(storage_, [&](LogTable& log) { return log.exchanges(sequence); });
}

std::string StorageLog::event(const std::string& id) {
  return fromLog(storage_, [&](LogTable& log) { return log.event(id); });
}

std::vector<std::string> StorageLog::newestEvents(std::size_t most) {
  return fromLog(storage_, [&](LogTable& log) { return log.newestEvents(most); });
}

}  // namespace herald::core
