// SPDX-License-Identifier: Apache-2.0
#include "engine/state/timer_book.h"

#include <algorithm>
#include <stdexcept>

#include "engine/state/plugin_note.h"
#include "herald/event_id.h"
#include "herald/json.h"

namespace herald::core {

TimerBook::TimerBook(std::string step, std::string type, const TimeSource& time)
    : step_(std::move(step)), type_(std::move(type)), time_(time) {}

bool TimerBook::set(const Timer& timer, Millis after) {
  if (!isJsonObject(timer.event.payload) || !isJsonObject(timer.event.context))
    throw std::invalid_argument("the payload or the context of a timer's event is not a JSON object");
  const auto wait = std::clamp(after, kLeast, kLongest);
  const MutexLock lock(mutex_);
  StoredTimer stored{.step = step_, .type = type_, .timer = timer, .id = newEventId(time_.wallClock() + wait)};
  stored.notTo = notTo_;
  stored.due = time_.now() + wait;
  auto note = timerNote(stored, time_);
  const Key key{timer.device, timer.name};
  const auto before = live_.find(key);
  const auto size = note.key.size() + note.value.size();
  const auto others = bytes_ - (before == live_.end() ? 0 : before->second.size);
  if (size > kMostNote || others + size > kMostBytes) return false;
  if (before == live_.end() && live_.size() >= kMost) return false;
  live_.insert_or_assign(key, Live{std::move(stored.id), size});
  bytes_ = others + size;
  changed(key);
  auto noteKey = note.key;
  untaken_.insert_or_assign(std::move(noteKey), std::move(note));
  return true;
}

bool TimerBook::cancel(std::string_view device, std::string_view name) {
  const MutexLock lock(mutex_);
  const Key key{device, name};
  changed(key);
  const auto found = live_.find(key);
  if (found == live_.end()) return false;
  remove(found);
  return true;
}

std::vector<std::string> TimerBook::names(std::string_view device) const {
  const MutexLock lock(mutex_);
  std::vector<std::string> found;
  for (auto one = live_.lower_bound({std::string(device), {}}); one != live_.end() && one->first.first == device; ++one)
    found.push_back(one->first.second);
  return found;
}

void TimerBook::takeOver(const std::vector<std::pair<StoredTimer, std::size_t>>& left, bool last) {
  const MutexLock lock(mutex_);
  const auto isOld = [&](const auto& one) HERALD_REQUIRES(mutex_) { return !changed_.contains(one.first); };
  if (takesOver_) std::erase_if(live_, isOld);
  for (const auto& [timer, size] : left) {
    const Key key{timer.timer.device, timer.timer.name};
    if (!changed_.contains(key)) {
      live_.try_emplace(key, Live{timer.id, size});
    } else if (!live_.contains(key)) {
      noteRemoval(key);  // it was cancelled before it was known here
    }
  }
  bytes_ = 0;
  for (const auto& [key, live] : live_) bytes_ += live.size;
  if (!last) return;
  takesOver_ = false;
  changed_.clear();
}

bool TimerBook::takesOver() const {
  const MutexLock lock(mutex_);
  return takesOver_;
}

void TimerBook::expect(const std::string& notTo) {
  const MutexLock lock(mutex_);
  notTo_ = notTo;
}

bool TimerBook::has(const StoredTimer& timer) const {
  const MutexLock lock(mutex_);
  const auto found = live_.find({timer.timer.device, timer.timer.name});
  return found != live_.end() && found->second.id == timer.id;
}

void TimerBook::woken(const StoredTimer& timer) {
  const MutexLock lock(mutex_);
  const auto found = live_.find({timer.timer.device, timer.timer.name});
  if (found != live_.end() && found->second.id == timer.id) remove(found);
}

std::vector<Note> TimerBook::takeNotes() {
  const MutexLock lock(mutex_);
  std::vector<Note> notes;
  notes.reserve(untaken_.size());
  for (auto& [key, note] : untaken_) notes.push_back(std::move(note));
  untaken_.clear();
  return notes;
}

void TimerBook::remove(LiveTimers::iterator timer) {
  noteRemoval(timer->first);
  bytes_ -= timer->second.size;
  live_.erase(timer);
}

void TimerBook::noteRemoval(const Key& timer) {
  auto key = timerKey(step_, type_, timer.first, timer.second);
  Note note{kTimerOwner, key, "", time_.now()};
  untaken_.insert_or_assign(std::move(key), std::move(note));
}

void TimerBook::changed(const Key& key) {
  if (takesOver_) changed_.insert(key);
}

}  // namespace herald::core
