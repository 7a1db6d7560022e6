// SPDX-License-Identifier: Apache-2.0
#include "herald/http.h"
#include "http/redirect.h"
#include "http/retry_after.h"
#include "http/success_codes.h"
#include "http/url.h"

namespace herald::inline v1 {
namespace {

using Verdict = Outcome::Verdict;

constexpr std::size_t kShownAnswer = 8192;  // more than Herald keeps: it could not mask a secret that is cut

/// The receiver has another address for the event. 303 says instead that it has the event, and where to look next (RFC
/// 9110 §15.4.4).
bool isMoved(const HttpResponse& response) { return isRedirect(response) && response.status != 303; }

std::string movedTo(const HttpResponse& response) {
  const std::optional<Url> url = parseUrl(headerValue(response.headers, "Location"));
  const std::string code = std::to_string(response.status);
  return "the receiver has moved" + (url ? " to " + url->origin.text() : std::string()) + " (" + code +
         "): change the URL; if the event has arrived all the same, set `success = 200-299, " + code + "`";
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

StatusTable::StatusTable(const Settings& settings) : success_(readSuccessCodes(settings)) {}

// The usual range 200-399 does not mean a redirect to another address: its code has to be named.
Outcome StatusTable::outcome(const HttpResponse& response) const {
  const bool success = isMoved(response) ? names(success_, response.status) : contains(success_, response.status);
  Meaning meaning = success ? Meaning{Verdict::Delivered, ""} : meaningOf(response);
  Outcome outcome{meaning.verdict, std::move(meaning.reason), response.status, response.body.substr(0, kShownAnswer),
                  Millis::zero()};
  if (outcome.verdict == Verdict::Retry) outcome.retryAfter = retryAfter(response.headers);
  return outcome;
}

}  // namespace herald::inline v1
