// SPDX-License-Identifier: Apache-2.0
#include "http/retry_after.h"

#include <Poco/Timestamp.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "http/http_date.h"

namespace herald::inline v1 {
namespace {

constexpr Millis kLongest = std::chrono::hours(24);

/// Rounded up, so that nobody asks too early.
Millis toMillis(double seconds) {
  const double most = std::chrono::duration<double>(kLongest).count();
  return Millis(static_cast<Millis::rep>(std::ceil(std::clamp(seconds, 0.0, most) * 1000)));
}

/// "120", "0.376"; nothing if it is anything else.
std::optional<double> parseSeconds(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;  // "inf" is a number too
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
  if (end != text.data() + text.size()) return std::nullopt;
  return error == std::errc::result_out_of_range ? std::chrono::duration<double>(kLongest).count() : seconds;
}

std::optional<double> secondsUntil(std::string_view date, std::string_view receiversNow) {
  const Poco::Timestamp here;
  const Poco::Timestamp now = parseHttpDate(receiversNow, here).value_or(here);
  const std::optional<Poco::Timestamp> until = parseHttpDate(date, now);
  if (!until) return std::nullopt;
  return static_cast<double>(*until - now) / static_cast<double>(Poco::Timestamp::resolution());
}

/// True if one number of seconds is so much larger than the other that it can only be in milliseconds.
bool isInMillis(double seconds, std::optional<double> other) { return other && *other > 0 && seconds > *other * 100; }

}  // namespace

Millis retryAfter(const HttpHeaders& headers) {
  const std::string_view text = headerValue(headers, "Retry-After");
  const std::optional<double> seconds = parseSeconds(text);
  if (!seconds) return toMillis(secondsUntil(text, headerValue(headers, "Date")).value_or(0));
  const std::optional<double> reset = parseSeconds(headerValue(headers, "X-RateLimit-Reset-After"));
  return toMillis(isInMillis(*seconds, reset) ? *reset : *seconds);
}

}  // namespace herald::inline v1
