// SPDX-License-Identifier: Apache-2.0
#include "human_variables.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/LocalDateTime.h>
#include <Poco/String.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "herald/json.h"

namespace herald::inline v1 {

namespace {

using Time = std::chrono::system_clock::time_point;
using std::chrono::seconds;

constexpr auto kDelayed = std::chrono::minutes(1);
constexpr double kLongestSpan = 365.0 * 86400;

/// The first of these values that is a number and not negative.
std::optional<double> numberIn(std::initializer_list<std::string_view> values) {
  for (const std::string_view raw : values) {
    double number = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
    if (!raw.empty() && error == std::errc() && end == raw.data() + raw.size() && number >= 0) return number;
  }
  return std::nullopt;
}

std::optional<seconds> timeIn(std::initializer_list<std::string_view> values) {
  const auto number = numberIn(values);
  if (!number || *number > kLongestSpan) return std::nullopt;
  return seconds(static_cast<std::int64_t>(*number));
}

std::string percent(double completion) {
  return std::to_string(static_cast<int>(std::floor(std::min(completion, 100.0)))) + " %";
}

std::string duration(seconds time) {
  const auto all = time.count();
  const auto part = [](std::int64_t count, const char* unit) { return std::to_string(count) + unit; };
  if (all < 60) return part(all, " s");
  if (all < 3600) return part(all / 60, " min");
  if (all < 86400) return part(all / 3600, " h ") + part(all % 3600 / 60, " min");
  return part(all / 86400, " d ") + part(all % 86400 / 3600, " h");
}

Poco::LocalDateTime localTime(Time time) {
  const auto epoch = std::chrono::floor<seconds>(time).time_since_epoch().count();
  return Poco::LocalDateTime(Poco::DateTime(Poco::Timestamp::fromEpochTime(epoch)));
}

/// A time in words, as short as possible for a reader at the time `now`.
std::string clockTime(Time time, Time now) {
  const auto there = localTime(time), here = localTime(now);
  const bool sameDay = there.year() == here.year() && there.dayOfYear() == here.dayOfYear();
  const bool sameWeek = std::chrono::abs(time - now) < std::chrono::hours(6 * 24);
  return Poco::DateTimeFormatter::format(there, sameDay ? "%H:%M" : sameWeek ? "%w %H:%M" : "%Y-%m-%d %H:%M");
}

std::string fileName(const Event& event) {
  std::string name;
  for (const auto raw : {jsonAt(event.context, "job.file.display"), jsonAt(event.context, "job.file.name"),
                         jsonAt(event.payload, "name")}) {
    if (name.empty() && raw.starts_with('"')) name = jsonToText(raw);
  }
  name.erase(0, name.rfind('/') + 1);
  for (const std::string_view ending : {".gcode", ".gco", ".g", ".bgcode"}) {
    if (name.size() <= ending.size()) continue;
    const auto at = name.size() - ending.size();
    if (Poco::icompare(name, at, ending.size(), std::string(ending)) == 0) return name.substr(0, at);
  }
  return name;
}

/// Joins those that are not empty by a middle dot.
std::string joinedByDots(std::initializer_list<std::string> parts) {
  std::string line;
  for (const std::string& part : parts)
    if (!part.empty()) line += (line.empty() ? "" : " \u00B7 ") + part;
  return line;
}

/// How far the print is, and how long it still takes; of a print that has ended, how long it took.
std::string details(const Event& event, std::optional<double> completion, std::optional<seconds> left) {
  const auto took = timeIn({jsonAt(event.payload, "time")});
  const auto time = took                        ? "after " + duration(*took)
                    : left && left->count() > 0 ? duration(*left) + " left"
                                                : std::string();
  return joinedByDots({completion && *completion < 100 ? percent(*completion) : "", time});
}

}  // namespace

bool isDelayed(const Event& event, Time attempted) { return attempted != Time{} && attempted - event.time > kDelayed; }

std::string humanVariables(const Event& event, Time attempted) {
  const auto completion = numberIn({jsonAt(event.context, "progress.completion"), jsonAt(event.payload, "progress")});
  const auto left = timeIn({jsonAt(event.context, "progress.printTimeLeft")});
  const auto elapsed = timeIn({jsonAt(event.context, "progress.printTime"), jsonAt(event.payload, "time")});
  const std::string file = fileName(event);
  const auto late = isDelayed(event, attempted) ? " (delayed, " + clockTime(event.time, attempted) + ")" : "";
  return JsonObject()
      .addRaw("percent", completion ? jsonQuote(percent(*completion)) : "")
      .addRaw("timeLeft", left ? jsonQuote(duration(*left)) : "")
      .addRaw("elapsed", elapsed ? jsonQuote(duration(*elapsed)) : "")
      .addRaw("eta", left ? jsonQuote(clockTime(event.time + *left, event.time)) : "")
      .addRaw("fileName", file.empty() ? "" : jsonQuote(file))
      .add("delayed", late)
      .add("details", details(event, completion, left))
      .text();
}

}  // namespace herald::inline v1
