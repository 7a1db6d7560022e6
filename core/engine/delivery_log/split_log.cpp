// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/split_log.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "herald/json.h"

namespace herald::core {

LogExtent SplitLog::extent() {
  const auto rest = rest_.extent(), progress = progress_.extent();
  return {std::max(rest.first, progress.first), std::max(rest.last, progress.last)};
}

// The disk comes first: if it refuses, nothing is written. Without a row for it, it has nothing to do.
void SplitLog::write(const std::vector<LogRow>& rows, const LogBounds& bounds,
                     std::chrono::system_clock::time_point now) {
  std::vector<LogRow> progress, rest;
  for (const auto& row : rows) (row.entry.category == Category::Progress ? progress : rest).push_back(row);
  if (!rest.empty()) rest_.write(rest, bounds, now);
  progress_.write(progress, bounds, now);
}

/// A page that leads on has seen everything down to its `next`. Below that, the other page would leave gaps.
LogPage SplitLog::read(const LogQuery& query) {
  const LogPage rest = rest_.read(query), progress = progress_.read(query);
  const auto seen = std::max(rest.next.value_or(0), progress.next.value_or(0));
  LogPage page;
  std::ranges::merge(rest.entries, progress.entries, std::back_inserter(page.entries), std::greater(),
                     &LogEntry::sequence, &LogEntry::sequence);
  std::erase_if(page.entries, [seen](const LogEntry& entry) { return entry.sequence < seen; });
  if (seen > 0) page.next = seen;
  const auto most = std::clamp<std::size_t>(query.limit, 1, kMostLogPage);
  if (page.entries.size() > most) {
    page.entries.resize(most);
    page.next = page.entries.back().sequence;
  }
  return page;
}

std::string SplitLog::exchanges(std::uint64_t sequence) {
  auto text = progress_.exchanges(sequence);
  return text.empty() ? rest_.exchanges(sequence) : text;
}

std::string SplitLog::event(const std::string& id) {
  auto text = progress_.event(id);
  return text.empty() ? rest_.event(id) : text;
}

/// Ids of events rise with the time.
std::vector<std::string> SplitLog::newestEvents(std::size_t most) {
  auto events = rest_.newestEvents(most);
  auto more = progress_.newestEvents(most);
  std::ranges::move(more, std::back_inserter(events));
  std::ranges::sort(events, std::greater(), [](const std::string& event) { return jsonToText(jsonAt(event, "id")); });
  if (events.size() > most) events.resize(most);
  return events;
}

}  // namespace herald::core
