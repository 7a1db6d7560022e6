// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/device_status.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "herald/json.h"

namespace herald::core {

namespace {

constexpr std::size_t kLongestText = 200;  // bytes, so that a thousand devices stay small

std::string_view shortened(std::string_view text) {
  if (text.size() <= kLongestText) return text;
  auto end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  return text.substr(0, end);
}

std::string shortText(const std::string& text) { return std::string(shortened(text)); }

std::optional<double> numberAt(std::string_view json, std::string_view path) {
  double value = 0;
  const auto raw = jsonAt(json, path);
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || end != raw.data() + raw.size()) return std::nullopt;
  return value;
}

void takeState(DeviceStatus& device, std::string_view state) {
  device.state = shortText(jsonToText(jsonAt(state, "text")));
  device.printing = jsonAt(state, "flags.printing") == "true";
}

void takeJob(DeviceStatus& device, std::string_view job) {
  const auto file = jsonAt(job, "file");
  const auto display = jsonToText(jsonAt(file, "display"));
  device.file = shortText(display.empty() ? jsonToText(jsonAt(file, "name")) : display);
}

void takeProgress(DeviceStatus& device, std::string_view progress, Clock::time_point now) {
  constexpr double kLongest = 1e9;  // seconds, about 30 years
  device.percent = numberAt(progress, "completion");
  if (device.percent) device.percent = std::clamp(*device.percent, 0.0, 100.0);
  const auto left = numberAt(progress, "printTimeLeft");
  device.leftAtReport.reset();
  if (left) device.leftAtReport = std::chrono::seconds(std::llround(std::clamp(*left, 0.0, kLongest)));
  device.reported = now;
}

/// What is known already when events are read from the newest to the oldest: an older event does not change it.
class News {
 public:
  bool complete() const { return state_ && job_ && progress_; }

  void read(DeviceStatus& device, const HeardEvent& heard) {
    for (const auto& [key, value] : jsonMembers(heard.event->context)) {
      if (key == "state" && !std::exchange(state_, true)) takeState(device, value);
      if (key == "job" && !std::exchange(job_, true)) takeJob(device, value);
      if (key == "progress" && !std::exchange(progress_, true)) takeProgress(device, value, heard.heard);
    }
  }

 private:
  bool state_ = false;
  bool job_ = false;
  bool progress_ = false;
};

}  // namespace

std::optional<std::chrono::seconds> DeviceStatus::left(Clock::time_point now) const {
  if (!leftAtReport || !printing) return leftAtReport;
  const auto gone = std::chrono::duration_cast<std::chrono::seconds>(now - reported);
  return std::max(*leftAtReport - gone, std::chrono::seconds(0));
}

// Assigned, not replaced: the texts keep their memory, so a publisher allocates nothing.
void noteLast(DeviceStatus& device, const HeardEvent& last) {
  device.event.assign(shortened(last.event->type));
  device.id.assign(last.event->id);
  device.time = last.event->time;
  device.heard = last.heard;
}

void readNews(DeviceStatus& device, std::span<const HeardEvent> events) {
  News news;
  for (auto one = events.rbegin(); one != events.rend() && !news.complete(); ++one) news.read(device, *one);
}

}  // namespace herald::core
