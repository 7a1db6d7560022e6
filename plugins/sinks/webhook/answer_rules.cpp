// SPDX-License-Identifier: Apache-2.0
#include "answer_rules.h"

#include <algorithm>

#include "herald/json.h"

namespace herald::webhook {
namespace {

using Verdict = Outcome::Verdict;

bool isPath(std::string_view word) {
  const auto fits = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == '$' || c == '@' || c >= 128;
  };
  return !word.empty() && word.front() != '.' && word.back() != '.' && word.find("..") == word.npos &&
         std::all_of(word.begin(), word.end(), fits);
}

std::string whyNoField(std::string_view word) {
  if (isPath(word)) return {};
  return " (status, or a member of the JSON answer such as error.code), not `" + std::string(word) + "`";
}

matching::Condition readCondition(const Settings& settings, const char* option) {
  try {
    return matching::Condition(settings.text(option), whyNoField);
  } catch (const matching::BadCondition& bad) {
    settings.reject(option, bad.what());
  }
}

std::string statusIn(const HttpResponse& response) { return " (" + std::to_string(response.status) + ")"; }

std::string whyNoSuccess(const Answer& answer) {
  const std::string status = statusIn(answer.response());
  if (!answer.fault().empty())
    return "the answer" + status + " " + answer.fault() + ", so `success.when` cannot hold: check the URL";
  return "the receiver answered" + status + ", but `success.when` does not hold" + answer.saying();
}

/// The number of seconds that a number of milliseconds is: "1500" is "1.500".
std::string millisAsSeconds(std::string digits) {
  if (digits.find_first_not_of("0123456789") != digits.npos) return digits;
  digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
  return digits.insert(digits.size() - 3, ".");
}

}  // namespace

std::vector<Option> AnswerRules::options() {
  return {
      {"success.when", Type::Text, "",
       "What the answer must say besides a good status: `ok = true`. Otherwise Herald tries again. Names are members "
       "of "
       "the JSON answer; `status` is the HTTP status. Join comparisons by `and` and `or`."},
      {"hold.when", Type::Text, "",
       "When credentials or the address are wrong, whatever the status: `error = invalid_auth`. Herald keeps the "
       "event, "
       "tells you, and tries slowly."},
      {"retry.when", Type::Text, "", "When to try again, whatever the status: `error.code = 130429`."},
      {"rejected.when", Type::Text, "",
       "When the receiver will never take this event, whatever the status: `error = channel_not_found`. It becomes a "
       "dead letter."},
      {"retryAfter.from", Type::Text, "",
       "Where the JSON answer says how long to wait: `parameters.retry_after` in seconds, `retry_after_ms ms` in "
       "milliseconds. Herald obeys the header Retry-After, too."},
  };
}

AnswerRules::AnswerRules(const Settings& settings)
    : statuses_(settings),
      success_(readCondition(settings, "success.when")),
      hold_(readCondition(settings, "hold.when")),
      retry_(readCondition(settings, "retry.when")),
      rejected_(readCondition(settings, "rejected.when")),
      waitPath_(settings.text("retryAfter.from")) {
  if (waitPath_.empty()) return;
  const std::size_t blank = std::min(waitPath_.find(' '), waitPath_.size());
  const std::string unit = waitPath_.substr(blank);
  waitPath_.resize(blank);
  waitIsInMillis_ = unit == " ms";
  if (!isPath(waitPath_) || (!unit.empty() && unit != " s" && unit != " ms"))
    settings.reject("retryAfter.from",
                    "must be a path in the answer, and `s` or `ms` after it if you like: "
                    "`parameters.retry_after`, `retry_after_ms ms`");
}

Outcome AnswerRules::outcome(const HttpResponse& response) const { return judge(Answer(response), true); }

Outcome AnswerRules::outcomeOfStep(const HttpResponse& response) const {
  const Answer answer(response);
  Outcome outcome = judge(answer, answer.isObject());
  if (outcome.verdict == Verdict::Gone) {
    outcome.verdict = Verdict::Rejected;
    outcome.reason = "there is nothing at this address any more" + statusIn(response);
  }
  return outcome;
}

Outcome AnswerRules::judge(const Answer& answer, bool needsSuccess) const {
  const HttpResponse& response = answer.response();
  Outcome outcome = statuses_.outcome(response);
  if (!hold_.isEmpty() && answer.fulfils(hold_)) {
    outcome.verdict = Verdict::Hold;
    outcome.reason = "the receiver refuses the sink" + statusIn(response) + answer.saying() +
                     "; check the credentials and the address";
  } else if (!retry_.isEmpty() && answer.fulfils(retry_)) {
    outcome.verdict = Verdict::Retry;
    outcome.reason = "the receiver does not take the event now" + statusIn(response) + answer.saying();
  } else if (!rejected_.isEmpty() && answer.fulfils(rejected_)) {
    outcome.verdict = Verdict::Rejected;
    outcome.reason = "the receiver rejected the event" + statusIn(response) + answer.saying();
  } else if (outcome.verdict == Verdict::Delivered && needsSuccess && !answer.fulfils(success_)) {
    outcome.verdict = Verdict::Retry;
    outcome.reason = whyNoSuccess(answer);
  } else if (outcome.verdict != Verdict::Delivered && areSet()) {
    outcome.reason += answer.saying();
  }
  outcome.retryAfter = outcome.verdict == Verdict::Retry ? waitOf(answer) : Millis::zero();
  return outcome;
}

// The table reads the wait from headers, with all bounds and forms. So the answer's wait becomes such a header.
Millis AnswerRules::waitOf(const Answer& answer) const {
  const auto read = [](const HttpHeaders& headers) {
    return StatusTable().outcome({.status = 429, .headers = headers}).retryAfter;
  };
  const HttpHeaders& headers = answer.response().headers;
  const Millis byHeader = read(headers);
  if (waitPath_.empty()) return byHeader;
  std::string said = jsonToText(answer.field(waitPath_));
  if (waitIsInMillis_) said = millisAsSeconds(std::move(said));
  const std::string_view reset = headerValue(headers, "X-RateLimit-Reset-After");
  return std::max(byHeader, read({{"Retry-After", said}, {"X-RateLimit-Reset-After", std::string(reset)}}));
}

}  // namespace herald::webhook
