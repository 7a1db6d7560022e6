// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/advice.h"

#include <array>
#include <cctype>
#include <string_view>

namespace herald::core {

namespace {

/// What to do after an answer with a status from `first` to `last`.
struct StatusAdvice {
  int first;
  int last;
  const char* text;
};

constexpr std::array kByStatus{
    StatusAdvice{300, 399, "The receiver has another address now. Change the URL."},
    StatusAdvice{400, 400, "The receiver does not understand the request. Compare the body with its answer."},
    StatusAdvice{401, 401, "The receiver does not know the key or the password. Enter it again."},
    StatusAdvice{402, 402, "The service wants a payment. Look at your account there."},
    StatusAdvice{403, 403,
                 "The receiver knows the key, but forbids this. Give the key more rights, or make a new one."},
    StatusAdvice{404, 404, "There is nothing at this address. Copy the URL from the receiver again."},
    StatusAdvice{405, 405, "The receiver wants another method. Change `method`."},
    StatusAdvice{406, 406, "The receiver cannot answer in this form. Look at the header Accept."},
    StatusAdvice{407, 407, "The proxy wants a login. Look at the option `proxy`."},
    StatusAdvice{408, 408, "The receiver was too slow. Send the test again."},
    StatusAdvice{409, 409, "The receiver says that this conflicts with what it has. Read its answer."},
    StatusAdvice{410, 410, "This address was closed for good. Make a new one at the receiver and change the URL."},
    StatusAdvice{411, 411, "The receiver wants another kind of request. Look at `method` and `contentType`."},
    StatusAdvice{413, 413, "The request is too large. Send less, or set `snapshot.most` lower."},
    StatusAdvice{414, 414, "The address is too long. Send the data in the body: set `contentType` to JSON or FORM."},
    StatusAdvice{415, 415, "The receiver wants another type of content. Change `contentType`."},
    StatusAdvice{422, 422, "The receiver refuses a value. Compare the body with its answer."},
    StatusAdvice{429, 429, "The receiver gets too many requests. Wait a little, and set `rate`."},
    StatusAdvice{412, 499, "The receiver refuses this request. Read its answer."},
    StatusAdvice{501, 501, "The receiver does not know this method. Change `method`."},
    StatusAdvice{502, 504, "The receiver or a proxy before it is down. Start it, then send the test again."},
    StatusAdvice{500, 599, "The receiver has a fault. Look into its log, then send the test again."},
};

/// The step before the delivery that failed: the token call.
bool isAtToken(const TrialReport& report) {
  return !report.exchanges.empty() && report.exchanges.back().request.purpose == "token";
}

std::string byStatus(int status) {
  for (const auto& [first, last, text] : kByStatus) {
    if (status >= first && status <= last) return text;
  }
  return {};
}

/// Reasons say what to do after a colon: "… refused the connection: check that the receiver runs".
std::string lastClause(const std::string& reason) {
  const auto colon = reason.rfind(": ");
  if (colon == std::string::npos || colon + 2 >= reason.size()) return {};
  auto clause = reason.substr(colon + 2);
  for (const std::string_view verb : {"check", "set", "use", "remove", "change", "update", "wait", "raise", "copy"}) {
    if (!clause.starts_with(verb)) continue;
    clause.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(clause.front())));
    return clause + (clause.ends_with('.') ? "" : ".");
  }
  return {};
}

std::string onMissing(const TrialReport& report) {
  std::string names;
  for (const auto& name : report.outcome.missing) names += (names.empty() ? "@" : ", @") + name;
  if (names.empty()) return {};
  return "This event does not have " + names +
         ", so these places are empty. Check the names, or write a fallback: " + "@{name|text}.";
}

}  // namespace

std::string adviceOn(const TrialReport& report) {
  const auto& outcome = report.outcome;
  if (outcome.verdict == Outcome::Verdict::Delivered) return onMissing(report);
  if (isAtToken(report)) {
    const auto& answer = report.exchanges.back().response;
    if (answer.status >= 400 && answer.status < 500 && answer.status != 429)
      return "The token server refuses. Check `oauth.url`, and the client and its secret in `oauth.data`.";
    if (answer.status == 0) return "The token server does not answer. Check `oauth.url` and the network.";
  }
  if (auto own = lastClause(outcome.reason); !own.empty() && outcome.status == 0) return own;
  if (auto text = byStatus(outcome.status); !text.empty()) return text;
  if (outcome.status >= 200 && outcome.status < 300)
    return "The receiver answered, but says in its answer that it did not take the event. Read its answer.";
  switch (outcome.verdict) {
    case Outcome::Verdict::Hold: return "Check the address and the key of this hook.";
    case Outcome::Verdict::Rejected: return "Check what this hook sends. Herald would keep the event as a dead letter.";
    case Outcome::Verdict::Gone: return "The receiver wants no events any longer. Change the URL, or remove the hook.";
    default: return "Check that the receiver runs and that this machine can reach it. Herald would try again.";
  }
}

}  // namespace herald::core
