// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/moment.h"

#include <charconv>
#include <optional>
#include <stdexcept>

#include "herald/event.h"

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

bool isDay(const std::string& text) {
  return text.size() == std::string("2026-11-24").size() && text.find_first_not_of("0123456789-") == text.npos;
}

std::optional<long long> timeOf(const std::string& text) {
  const auto time = parseRfc3339(isDay(text) ? text + "T00:00:00Z" : text);
  if (!time) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(*time).time_since_epoch().count();
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
