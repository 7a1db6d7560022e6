// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/sink/rate.h"

#include <Poco/String.h>

#include <charconv>
#include <stdexcept>
#include <string>

#include "herald/settings.h"

namespace herald::core {

namespace {

constexpr int kMost = 1'000'000;
constexpr Millis kLongest = std::chrono::hours(24);

[[noreturn]] void refuse(std::string_view text) {
  throw std::invalid_argument("has to be a count and a time, such as `1/s`, `20/min`, `100/h` or `5/2s`, not `" +
                              std::string(text) + "`");
}

/// A unit without a number stands for one.
std::string withNumber(const std::string& time) {
  if (time == "min") return "1m";
  return time.find_first_of("0123456789") == 0 ? time : "1" + time;
}

}  // namespace

Rate parseRate(std::string_view text) {
  const auto trimmed = Poco::trim(std::string(text));
  if (trimmed.empty()) return {};
  const auto slash = trimmed.find('/');
  if (slash == std::string::npos) refuse(text);
  const auto count = Poco::trim(trimmed.substr(0, slash));
  Rate rate;
  const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), rate.count);
  if (error != std::errc() || end != count.data() + count.size() || rate.count < 1 || rate.count > kMost) refuse(text);
  try {
    rate.per = parseDuration(withNumber(Poco::trim(trimmed.substr(slash + 1))));
  } catch (const std::invalid_argument&) {
    refuse(text);
  }
  if (rate.per <= Millis(0) || rate.per > kLongest) refuse(text);
  return rate;
}

}  // namespace herald::core
