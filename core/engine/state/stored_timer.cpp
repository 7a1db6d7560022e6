// SPDX-License-Identifier: Apache-2.0
#include "engine/state/stored_timer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/outbox/disk/timeline.h"
#include "engine/state/fields.h"

namespace herald::core {

namespace {

constexpr std::size_t kKeyFields = 4, kValueFields = 14;
constexpr std::int64_t kMostLeft = std::chrono::milliseconds(std::chrono::hours(24 * 366)).count();

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// How much time has passed since a note was written with this mark, as far as the clocks are known.
std::int64_t passedSince(std::int64_t wall, bool synchronized, const TimeSource& time) {
  return Timeline({.line = 0, .wall = wall, .synchronized = synchronized}, time).at(time.now());
}

Event eventOf(std::vector<std::string>& fields, std::size_t first) {
  Event event;
  const auto next = [&] { return std::move(fields[first++]); };
  event.category = static_cast<Category>(std::clamp<std::int64_t>(number(next()), 0, 3));
  event.type = next();
  event.id = next();
  event.source = next();
  event.device = next();
  event.subject = next();
  event.time = std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::nanoseconds(number(next()))));
  event.payload = next();
  event.context = next();
  return event;
}

}  // namespace

std::string timerKey(std::string_view step, std::string_view type, std::string_view device, std::string_view name) {
  return joinFields({step, type, device, name});
}

Note timerNote(const StoredTimer& timer, const TimeSource& time) {
  const auto now = time.now();
  const auto mark = Timeline({}, time).mark(time);
  const auto left = std::chrono::ceil<Millis>(std::max(timer.due - now, Clock::duration(0)));
  const auto& [device, name, event] = timer.timer;
  const auto happened = std::chrono::duration_cast<std::chrono::nanoseconds>(event.time.time_since_epoch());
  return {kTimerOwner, timerKey(timer.step, timer.type, device, name),
          joinFields({timer.id, timer.notTo, std::to_string(left.count()), std::to_string(mark.wall),
                      mark.synchronized ? "1" : "0", std::to_string(static_cast<int>(event.category)), event.type,
                      event.id, event.source, event.device, event.subject, std::to_string(happened.count()),
                      event.payload, event.context}),
          now};
}

std::optional<StoredTimer> storedTimer(const Note& note, const TimeSource& time) {
  auto key = splitFields(note.key), value = splitFields(note.value);
  if (!key || key->size() != kKeyFields || !value || value->size() != kValueFields) return std::nullopt;
  StoredTimer timer{.step = std::move((*key)[0]), .type = std::move((*key)[1]), .id = std::move((*value)[0])};
  timer.notTo = std::move((*value)[1]);
  const auto left = std::clamp<std::int64_t>(number((*value)[2]), 0, kMostLeft);
  const auto passed = passedSince(number((*value)[3]), (*value)[4] == "1", time);
  timer.due = time.now() + Millis(std::max<std::int64_t>(0, left - passed));
  timer.timer = {std::move((*key)[2]), std::move((*key)[3]), eventOf(*value, 5)};
  return timer;
}

}  // namespace herald::core
