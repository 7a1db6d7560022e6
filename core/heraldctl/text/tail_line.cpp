// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/tail_line.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/LocalDateTime.h>

#include <array>
#include <chrono>
#include <utility>

#include "herald/event.h"
#include "heraldctl/text/columns.h"
#include "heraldctl/text/json_text.h"
#include "heraldctl/text/time_text.h"

namespace herald::core::ctl {

namespace {

constexpr std::size_t kOutcomeWidth = 9;  // of "delivered"
constexpr const char* kPlain = "\x1b[0m";
constexpr const char* kGrey = "\x1b[2m";
constexpr const char* kGreen = "\x1b[32m";
constexpr const char* kYellow = "\x1b[33m";
constexpr const char* kRed = "\x1b[31m";

const char* colorOf(std::string_view outcome) {
  static constexpr std::array kColors{std::pair("delivered", kGreen), std::pair("retry", kYellow),
                                      std::pair("replayed", kYellow), std::pair("event", kGrey),
                                      std::pair("moved", kGrey),      std::pair("purged", kGrey)};
  for (const auto& [name, color] : kColors) {
    if (outcome == name) return color;
  }
  return kRed;
}

std::string timeOfDay(const std::string& time) {
  const auto moment = parseRfc3339(time);
  if (!moment) return time;
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(moment->time_since_epoch()).count();
  return Poco::DateTimeFormatter::format(Poco::LocalDateTime(Poco::DateTime(Poco::Timestamp(micros))), "%H:%M:%S");
}

std::string begin(std::string_view object, const std::string& word, bool isColored) {
  const auto time = timeOfDay(lineAt(object, "time"));
  const std::string rest(kOutcomeWidth - std::min(kOutcomeWidth, word.size()), ' ');
  if (!isColored) return time + "  " + word + rest + "  ";
  return kGrey + time + kPlain + "  " + colorOf(word) + word + kPlain + rest + "  ";
}

}  // namespace

std::string tailLine(std::string_view delivery, bool isColored) {
  auto line = begin(delivery, lineAt(delivery, "outcome"), isColored);
  const auto add = [&](const std::string& text) { line += text.empty() ? "" : "  " + text; };
  line += lineAt(delivery, "type");
  add(lineAt(delivery, "device") + " → " + lineAt(delivery, "sink"));
  if (const auto status = lineAt(delivery, "status"); status != "0") add(status);
  if (const auto time = textAt(delivery, "durationSeconds"); !time.empty()) add(shortTime(time));
  add(lineAt(delivery, "reason"));
  if (const auto next = textAt(delivery, "nextTry"); !next.empty()) add("next try " + timeOfDay(next));
  return line;
}

std::string eventLine(std::string_view event, bool isColored) {
  return begin(event, "event", isColored) + lineAt(event, "type") + "  " + lineAt(event, "device");
}

}  // namespace herald::core::ctl
