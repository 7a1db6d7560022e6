// SPDX-License-Identifier: Apache-2.0
#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeParser.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "herald/http.h"
#include "http/redirect.h"
#include "http/url.h"

namespace herald::inline v1 {
namespace {

using Verdict = Outcome::Verdict;

constexpr std::size_t kShownAnswer = 8192;  // more than Herald keeps: it could not mask a secret that is cut
constexpr Millis kLongestWait = std::chrono::hours(24);

bool readCode(std::string_view text, int& code) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  return error == std::errc() && end == text.data() + text.size() && code >= 200 && code <= 599;
}

bool readRange(std::string_view word, std::pair<int, int>& range) {
  const std::size_t dash = word.find('-');
  if (!readCode(word.substr(0, dash), range.first)) return false;
  range.second = range.first;
  return dash == std::string_view::npos ||
         (readCode(word.substr(dash + 1), range.second) && range.first <= range.second);
}

std::optional<Poco::Timestamp> parseHttpDate(std::string_view text) {
  Poco::DateTime time;
  int zone = 0;
  if (text.empty() ||
      !Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, std::string(text), time, zone)) {
    return std::nullopt;
  }
  return time.timestamp();
}

/// Retry-After (RFC 9110 §10.2.3), in seconds or as a date. A date counts by the receiver's clock if the answer has a
/// Date.
Millis retryAfter(const HttpHeaders& headers) {
  const std::string_view text = headerValue(headers, "Retry-After");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || end != text.data() + text.size()) {
    const std::optional<Poco::Timestamp> until = parseHttpDate(text);
    if (!until) return Millis::zero();
    const Poco::Timestamp now = parseHttpDate(headerValue(headers, "Date")).value_or(Poco::Timestamp());
    seconds = (*until - now) / Poco::Timestamp::resolution();
  } else if (error == std::errc::result_out_of_range) {
    return kLongestWait;
  }
  return std::clamp<Millis>(
      std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, kLongestWait / std::chrono::seconds(1))),
      Millis::zero(), kLongestWait);
}

std::string movedTo(const HttpResponse& response) {
  const std::optional<Url> url = parseUrl(headerValue(response.headers, "Location"));
  return "the receiver has moved" + (url ? " to " + url->origin.text() : std::string()) + ": change the URL";
}

bool isPassing(int status) {
  return status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501 && status != 505);
}

struct Meaning {
  Verdict verdict;
  std::string reason;
};

Meaning meaningOf(const HttpResponse& response) {
  const int status = response.status;
  const std::string code = " (" + std::to_string(status) + ")";
  if (isRedirect(response)) return {Verdict::Hold, movedTo(response)};
  if (status == 304) return {Verdict::Delivered, ""};
  if (status == 401)
    return {Verdict::Hold, "the receiver refused the credentials" + code + ": check apiSecret, auth and headers"};
  if (status == 403)
    return {Verdict::Hold, "the receiver forbids the request" + code + ": check the credentials and their rights"};
  if (status == 404) return {Verdict::Hold, "the receiver does not know this address" + code + ": check the URL"};
  if (status == 407) return {Verdict::Hold, "the proxy refused the credentials" + code + ": check the option proxy"};
  if (status == 410)
    return {Verdict::Gone, "the receiver no longer wants events" + code + ": remove this sink or change its URL"};
  if (status == 429)
    return {Verdict::Retry, "the receiver gets too many requests" + code + ": Herald tries again later"};
  if (status == 408 || status == 425)
    return {Verdict::Retry, "the receiver was not ready" + code + ": Herald tries again later"};
  if (isPassing(status))
    return {Verdict::Retry, "the receiver failed" + code + ": Herald tries again later; see the receiver's log"};
  if (status >= 400)
    return {Verdict::Rejected, "the receiver rejected the request" + code + ": check data, method and headers"};
  return {Verdict::Rejected,
          "the answer" + code + " is not among the codes of the option success: add it there if it is fine"};
}

}  // namespace

StatusTable::StatusTable() : success_{{200, 399}} {}

StatusTable::StatusTable(const Settings& settings) {
  for (const std::string& word : settings.list("success")) {
    std::pair<int, int> range;
    if (!readRange(word, range))
      settings.reject("success",
                      "has to be codes and ranges from 200 to 599, such as 200-299, 404; not `" + word + "`");
    success_.push_back(range);
  }
  if (success_.empty()) settings.reject("success", "has to name at least one code, such as 200-399");
}

Outcome StatusTable::outcome(const HttpResponse& response) const {
  // A redirect that the client did not follow is a success only if its code is named: the usual range 200-399 does not
  // mean it.
  const bool success = std::any_of(success_.begin(), success_.end(), [&](const std::pair<int, int>& range) {
    const bool inside = response.status >= range.first && response.status <= range.second;
    return inside && (range.first == range.second || !isRedirect(response));
  });
  Meaning meaning = success ? Meaning{Verdict::Delivered, ""} : meaningOf(response);
  Outcome outcome{meaning.verdict, std::move(meaning.reason), response.status, response.body.substr(0, kShownAnswer),
                  Millis::zero()};
  if (outcome.verdict == Verdict::Retry) outcome.retryAfter = retryAfter(response.headers);
  return outcome;
}

}  // namespace herald::inline v1
