// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/device_status.h"

#include <Poco/NumberParser.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "herald/json.h"

namespace herald::core {

namespace {

constexpr std::size_t kLongestText = 200;  // bytes, so that a thousand devices stay small

std::string shortText(std::string text) {
  if (text.size() <= kLongestText) return text;
  auto end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  text.resize(end);
  return text;
}

std::optional<double> numberAt(std::string_view json, std::string_view path) {
  double value = 0;
  const std::string raw(jsonAt(json, path));
  if (!Poco::NumberParser::tryParseFloat(raw, value) || !std::isfinite(value)) return std::nullopt;
  return value;
}

void takeState(DeviceStatus& device, std::string_view state) {
  device.state = shortText(jsonToText(jsonAt(state, "text")));
  device.printing = jsonAt(state, "flags.printing") == "true";
}

void takeJob(DeviceStatus& device, std::string_view job) {
  const auto display = jsonToText(jsonAt(job, "file.display"));
  device.file = shortText(display.empty() ? jsonToText(jsonAt(job, "file.name")) : display);
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

}  // namespace

std::optional<std::chrono::seconds> DeviceStatus::left(Clock::time_point now) const {
  if (!leftAtReport || !printing) return leftAtReport;
  const auto gone = std::chrono::duration_cast<std::chrono::seconds>(now - reported);
  return std::max(*leftAtReport - gone, std::chrono::seconds(0));
}

void update(DeviceStatus& device, const std::string& source, const Event& event, Clock::time_point now) {
  device.source = source;
  device.event = shortText(event.type);
  device.time = event.time;
  device.heard = now;
  const std::string_view context = event.context;
  if (const auto state = jsonAt(context, "state"); !state.empty()) takeState(device, state);
  if (const auto job = jsonAt(context, "job"); !job.empty()) takeJob(device, job);
  if (const auto progress = jsonAt(context, "progress"); !progress.empty()) takeProgress(device, progress, now);
}

}  // namespace herald::core
