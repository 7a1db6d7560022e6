// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/history.h"

#include <algorithm>
#include <charconv>

#include "herald/json.h"

namespace herald::core {

namespace {

std::uint64_t stepNumber(std::string_view raw) {
  std::uint64_t value = 0;
  std::from_chars(raw.data(), raw.data() + raw.size(), value);
  return value;
}

/// What came since `last`, if both count from one start.
std::uint64_t grown(std::uint64_t now, std::uint64_t last) { return now >= last ? now - last : now; }

}  // namespace

History::History(const std::string& text) {
  for (const auto element : jsonElements(text)) {
    const auto numbers = jsonElements(element);
    if (numbers.size() != 4 || steps_.size() >= kSteps) continue;
    const auto begin = beginOf(Time(std::chrono::seconds(std::min<std::uint64_t>(stepNumber(numbers[0]), 1U << 31U))));
    steps_[begin] = {stepNumber(numbers[1]), stepNumber(numbers[2]), stepNumber(numbers[3])};
  }
}

History::Time History::beginOf(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
  return Time(seconds - seconds % kStep);
}

void History::add(Time now, const Totals& totals) {
  const MutexLock lock(mutex_);
  Step came{.events = grown(totals.events, last_.events)};
  for (const auto& [name, sink] : totals.sinks) {
    const auto& last = last_.sinks[name];
    came.delivered += grown(sink.delivered, last.delivered);
    came.failed += grown(sink.failed, last.failed);
  }
  last_ = totals;
  if (came.events + came.delivered + came.failed > 0) {
    auto& step = steps_[beginOf(now)];
    step.events += came.events;
    step.delivered += came.delivered;
    step.failed += came.failed;
  }
  while (!steps_.empty() && (steps_.size() > kSteps || steps_.begin()->first <= now - kStep * kSteps)) {
    steps_.erase(steps_.begin());
  }
}

std::vector<History::Point> History::points(Time now, int hours) const {
  const auto count =
      std::min<std::size_t>(kSteps, static_cast<std::size_t>(std::max(hours, 1)) * 3600U / kStep.count());
  std::vector<Point> points;
  points.reserve(count);
  const MutexLock lock(mutex_);
  for (auto left = count; left-- > 0;) {
    const auto begin = beginOf(now) - kStep * left;
    const auto step = steps_.find(begin);
    points.push_back({begin, step == steps_.end() ? Step() : step->second});
  }
  return points;
}

std::string History::text() const {
  std::string list;
  const MutexLock lock(mutex_);
  for (const auto& [begin, step] : steps_) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(begin.time_since_epoch()).count();
    list += (list.empty() ? "[" : ",[") + std::to_string(seconds) + "," + std::to_string(step.events) + "," +
            std::to_string(step.delivered) + "," + std::to_string(step.failed) + "]";
  }
  return "[" + list + "]";
}

}  // namespace herald::core
