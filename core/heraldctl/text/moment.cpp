// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/moment.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>
#include <Poco/RegularExpression.h>

#include <charconv>
#include <optional>
#include <stdexcept>

namespace herald::core::ctl {

namespace {

std::optional<long long> durationOf(const std::string& text) {
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || end + 1 != text.data() + text.size()) return std::nullopt;
  switch (*end) {
    case 's': return number;
    case 'm': return number * 60;
    case 'h': return number * 3600;
    case 'd': return number * 86400;
    default: return std::nullopt;
  }
}

/// Checks the form first, since Poco's parser takes nearly anything.
std::optional<long long> timeOf(const std::string& text) {
  const Poco::RegularExpression day(R"(\d{4}-\d{2}-\d{2})");
  const Poco::RegularExpression moment(R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))");
  const auto whole = day.match(text) ? text + "T00:00:00Z" : text;
  Poco::DateTime time;
  int zone = 0;
  if (!moment.match(whole) ||
      !Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::ISO8601_FORMAT, whole, time, zone)) {
    return std::nullopt;
  }
  time.makeUTC(zone);
  return time.timestamp().epochTime();
}

}  // namespace

long long momentOf(const std::string& text, std::chrono::system_clock::time_point now) {
  if (const auto ago = durationOf(text)) {
    return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count() - *ago;
  }
  if (const auto time = timeOf(text)) return *time;
  throw std::runtime_error("`" + text + "` is not a time: write 2h, 2026-11-24 or 2026-11-24T18:00:00Z");
}

}  // namespace herald::core::ctl
