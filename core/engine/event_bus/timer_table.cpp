// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/timer_table.h"

#include <algorithm>

namespace herald::core {

void TimerTable::put(const Note& note) {
  auto entry = entryOf(note);
  const MutexLock lock(mutex_);
  const auto there = entries_.find(note.key);
  if (there != entries_.end() && note.written < there->second.written) return;
  if (entry) return set(std::move(*entry));
  if (there != entries_.end()) erase(there);
}

void TimerTable::add(const Note& note) {
  auto entry = entryOf(note);
  const MutexLock lock(mutex_);
  if (entry && !entries_.contains(note.key)) set(std::move(*entry));
}

void TimerTable::remove(const Entry& timer) {
  const MutexLock lock(mutex_);
  if (const auto found = find(timer); found != entries_.end()) erase(found);
}

void TimerTable::postpone(const Entry& timer, Clock::time_point until) {
  const MutexLock lock(mutex_);
  const auto found = find(timer);
  if (found == entries_.end()) return;
  auto later = found->second;
  later.due = until;
  set(std::move(later));
}

std::optional<TimerTable::Entry> TimerTable::due() const {
  const auto now = time_.now();
  const MutexLock lock(mutex_);
  if (byTime_.empty() || byTime_.begin()->first > now) return std::nullopt;
  return entries_.at(byTime_.begin()->second);
}

std::vector<TimerTable::Entry> TimerTable::toNote(bool now) {
  const auto time = time_.now();
  const MutexLock lock(mutex_);
  std::vector<Entry> all;
  if (entries_.empty() || (!now && noteAt_ > time)) return all;
  for (const auto& [key, entry] : entries_) all.push_back(entry);
  noteAt_ = time + kNoted;
  return all;
}

Clock::time_point TimerTable::next() const {
  const MutexLock lock(mutex_);
  return byTime_.empty() ? Clock::time_point::max() : std::min(byTime_.begin()->first, noteAt_);
}

std::map<std::string, TimerCount> TimerTable::counts() const {
  const MutexLock lock(mutex_);
  std::map<std::string, TimerCount> counts;
  for (const auto& [key, entry] : entries_) {
    auto& count = counts[entry.step];
    ++count.waiting;
    count.next = std::min(count.next, entry.due);
  }
  return counts;
}

void TimerTable::set(Entry entry) {
  if (entries_.empty()) noteAt_ = time_.now() + kNoted;
  if (const auto before = entries_.find(entry.key); before != entries_.end()) erase(before);
  byTime_.emplace(entry.due, entry.key);
  auto key = entry.key;
  entries_.insert_or_assign(std::move(key), std::move(entry));
}

void TimerTable::erase(Entries::iterator entry) {
  byTime_.erase({entry->second.due, entry->first});
  entries_.erase(entry);
}

TimerTable::Entries::iterator TimerTable::find(const Entry& timer) {
  const auto found = entries_.find(timer.key);
  return found != entries_.end() && found->second.id == timer.id ? found : entries_.end();
}

std::optional<TimerTable::Entry> TimerTable::entryOf(const Note& note) const {
  auto timer = storedTimer(note, time_);
  if (!timer) return std::nullopt;
  return Entry{note.key, std::move(timer->id), std::move(timer->step), timer->due, note.written};
}

}  // namespace herald::core
