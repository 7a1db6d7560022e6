// SPDX-License-Identifier: Apache-2.0
#include "token.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "herald/json.h"

namespace herald::webhook {
namespace {

using Verdict = Outcome::Verdict;
using Seconds = std::chrono::duration<double>;

constexpr Seconds kUnknownLife = std::chrono::minutes(5);
constexpr Seconds kLongestLife = std::chrono::hours(24 * 365);
constexpr Seconds kRefreshBeforeEnd = std::chrono::seconds(60);

/// The member `expires_in`: seconds, which some servers write as a string.
Seconds lifeOf(const std::string& answer) {
  const std::string text = jsonToText(jsonAt(answer, "expires_in"));
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || end != text.data() + text.size() || std::isnan(seconds)) return kUnknownLife;
  if (error == std::errc::result_out_of_range) return kLongestLife;
  return std::clamp(Seconds(seconds), Seconds::zero(), kLongestLife);
}

TokenResult tokenOf(std::string answer, Clock::time_point asked) {
  const Seconds life = lifeOf(answer);
  const auto after = [&](Seconds time) { return asked + std::chrono::duration_cast<Clock::duration>(time); };
  const Seconds ahead = std::min(kRefreshBeforeEnd, life / 2);
  return {std::make_shared<const Token>(Token{std::move(answer), after(life - ahead), after(life)}), {}};
}

/// The error code of RFC 6749 §5.2, such as invalid_client. Empty if the text does not look like one.
std::string errorCode(const std::string& body) {
  const std::string_view raw = jsonAt(body, "error");
  std::string code = raw.starts_with('"') ? jsonToText(raw) : std::string();
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; };
  return code.size() <= 60 && std::all_of(code.begin(), code.end(), fits) ? code : std::string();
}

bool isAboutTheClient(int status, const std::string& code) {
  return status == 401 || status == 403 || code == "invalid_client" || code == "unauthorized_client" ||
         code == "invalid_grant" || code == "access_denied";
}

std::string reasonOf(const HttpResponse& response, Verdict verdict) {
  const std::string code = errorCode(response.body);
  const std::string detail = " (" + std::to_string(response.status) + (code.empty() ? "" : ", " + code) + ")";
  if (verdict == Verdict::Retry && response.status == 429)
    return "the token server gets too many calls" + detail + ": Herald tries again later";
  if (verdict == Verdict::Retry) return "the token server failed" + detail + ": Herald tries again later; see its log";
  if (response.status < 300)
    return code.empty()
               ? "the token server's answer is not a JSON object" + detail + ": check oauth.url and oauth.headers"
               : "the token server answered with an error" + detail + ": check oauth.data";
  if (response.status < 400) return "the token server redirects the token call" + detail + ": check oauth.url";
  if (isAboutTheClient(response.status, code))
    return "the token server rejected the client" + detail + ": check oauth.data, oauth.auth and oauth.headers";
  if (response.status == 404 || response.status == 410)
    return "the token server does not know this address" + detail + ": check oauth.url";
  return "the token server rejected the token call" + detail +
         ": check oauth.data, oauth.contentType (FORM or JSON) and oauth.method";
}

bool isToken(const HttpResponse& response) {
  if (response.status < 200 || response.status >= 400 || !isJsonObject(response.body)) return false;
  return errorCode(response.body).empty() || !jsonAt(response.body, "access_token").empty();
}

}  // namespace

TokenResult readToken(const HttpResponse& response, Clock::time_point asked) {
  if (response.status < 400 && !response.incomplete.empty())
    return noAnswer(Failure(Verdict::Retry, response.incomplete));
  if (isToken(response)) return tokenOf(response.body, asked);
  Outcome failure = StatusTable().outcome(response);
  if (failure.verdict != Verdict::Retry) failure.verdict = Verdict::Hold;
  failure.reason = reasonOf(response, failure.verdict);
  if (response.status < 400) failure.answer.clear();  // it may be a token
  return {nullptr, std::move(failure)};
}

TokenResult noAnswer(const Failure& failure) {
  const Verdict verdict = failure.verdict() == Verdict::Retry ? Verdict::Retry : Verdict::Hold;
  return {nullptr, {.verdict = verdict, .reason = "the token server gave no token: " + std::string(failure.what())}};
}

}  // namespace herald::webhook
