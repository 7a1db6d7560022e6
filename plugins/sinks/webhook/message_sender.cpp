// SPDX-License-Identifier: Apache-2.0
#include "message_sender.h"

#include <algorithm>
#include <set>
#include <utility>

#include "herald/json.h"
#include "option_group.h"

namespace herald::webhook {
namespace {

using Verdict = Outcome::Verdict;

constexpr int kDoneInPart = 424;  // something behind the receiver has failed, and the rest has the message

Attempt without(Attempt attempt) {
  attempt.snapshot.reset();
  return attempt;
}

/// From the second attempt on, the picture gets two thirds of the time, so that the plain request can still follow.
Attempt withTimeForText(Attempt attempt, Clock::time_point now) {
  if (attempt.number > 1 && attempt.deadline > now) attempt.deadline -= (attempt.deadline - now) / 3;
  return attempt;
}

/// Whether the picture may be the trouble, so that the message goes without it.
bool isForPlain(const Outcome& outcome, const Attempt& attempt) {
  if (outcome.verdict == Verdict::Rejected) return outcome.status != kDoneInPart;
  return outcome.verdict == Verdict::Retry && attempt.number > 1 && outcome.status != 429 &&
         outcome.retryAfter == Millis::zero() && !attempt.stop.stop_requested();
}

/// An address that only the picture needs does not hold the text up. After 401 a new token may help.
Verdict verdictOfStep(Verdict verdict, int status) {
  return verdict == Verdict::Hold && status != 401 ? Verdict::Rejected : verdict;
}

std::string whyWithout(const Outcome& outcome, std::size_t bytes) {
  if (outcome.status == 413)
    return "the receiver takes no picture of " + std::to_string(bytes) +
           " bytes (413): set `snapshot.most` to what it "
           "takes";
  return outcome.reason;
}

/// The settings of the sink's connection without its credentials.
Settings withoutCredentials(const Settings& settings) {
  std::vector<Option> options = httpOptions();
  std::erase_if(options, [](const Option& option) { return option.name.starts_with("auth."); });
  return {httpOptions(), valuesBelow(settings, "", options)};
}

/// Whether Herald gives its own option to this plugin. Outside of Herald, a plugin gets only the options it declares.
bool isGiven(const Settings& settings, std::string_view option) {
  const auto& options = settings.options();
  return std::any_of(options.begin(), options.end(), [&](const Option& one) { return one.name == option; });
}

/// Collects what is wrong with several parts of the options, each problem once.
class Problems {
 public:
  template <typename Check>
  void check(Check part) try {
    part();
  } catch (const BadSettings& bad) {
    for (const Problem& problem : bad.problems()) add(problem);
  }

  void report() {
    if (!all_.empty()) throw BadSettings(std::move(all_));
  }

 private:
  void add(const Problem& problem) {
    const auto same = [&](const Problem& one) { return one.option == problem.option && one.why == problem.why; };
    if (std::none_of(all_.begin(), all_.end(), same)) all_.push_back(problem);
  }

  std::vector<Problem> all_;
};

}  // namespace

/// The variables that were missing in several requests.
class MessageSender::Missing {
 public:
  BuiltRequest add(BuiltRequest built) {
    names_.insert(built.missing.begin(), built.missing.end());
    return built;
  }
  std::vector<std::string> names() const { return {names_.begin(), names_.end()}; }

 private:
  std::set<std::string> names_;
};

std::vector<Option> MessageSender::options() {
  std::vector<Option> all = RequestBuilder::options();
  for (const auto& more : {PictureRequests::options(), AnswerRules::options()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

void MessageSender::configure(const Settings& settings, Host& host) {
  host_ = &host;
  Problems problems;
  problems.check([&] { plain_ = RequestBuilder(settings); });
  problems.check([&] { pictures_ = PictureRequests(settings); });
  problems.check([&] { rules_ = AnswerRules(settings); });
  problems.report();
  client_ = host.http(settings);
  if (!pictures_.steps().empty()) stepClient_ = host.http(withoutCredentials(settings));
  mostBytes_ = isGiven(settings, "snapshot.most") ? settings.size("snapshot.most") : 0;
  mayShow_ = !isGiven(settings, "snapshot") || settings.flag("snapshot");
  hasSaid_ =
      host.shared<std::atomic<bool>>("picture", [](Host&) { return std::make_shared<std::atomic<bool>>(false); });
}

Outcome MessageSender::deliver(const Attempt& attempt, const std::string& overlay) {
  if (!attempt.snapshot) return sendPlain(attempt, overlay);
  if (!showsPicture(*attempt.snapshot)) return sendPlain(without(attempt), overlay);
  Outcome outcome = sendPicture(withTimeForText(attempt, host_->now()), overlay);
  if (outcome.verdict == Verdict::Delivered) *hasSaid_ = false;
  if (!isForPlain(outcome, attempt)) return outcome;
  const std::string why = whyWithout(outcome, attempt.snapshot->size());
  outcome = sendPlain(without(attempt), overlay);
  if (outcome.verdict == Verdict::Delivered) sayOnce(why);
  return outcome;
}

bool MessageSender::showsPicture(const std::string& jpeg) {
  if (jpeg.empty() || !uses("snapshot")) return false;
  if (mostBytes_ == 0 || jpeg.size() <= mostBytes_) return true;
  sayOnce("it has " + std::to_string(jpeg.size()) + " bytes, and `snapshot.most` is " + std::to_string(mostBytes_));
  return false;
}

Outcome MessageSender::sendPlain(const Attempt& attempt, const std::string& overlay) {
  auto [request, missing] = plain_.build(attempt, host_->wallClock(), overlay);
  Outcome outcome = rules_.outcome(send(*client_, request, attempt));
  outcome.missing = std::move(missing);
  return outcome;
}

Outcome MessageSender::sendPicture(const Attempt& attempt, const std::string& overlay) {
  try {
    if (!pictures_.exist()) return sendPlain(attempt, overlay);
    Missing missing;
    std::string known = overlay;
    Outcome outcome = sendSteps(attempt, known, missing);
    if (outcome.verdict == Verdict::Delivered) {
      auto [request, ignored] = missing.add(pictures_.last().build(attempt, host_->wallClock(), std::move(known)));
      request.purpose = "picture";
      outcome = rules_.outcome(send(*client_, request, attempt));
    }
    outcome.missing = missing.names();
    return outcome;
  } catch (const Failure& failure) {
    return {.verdict = failure.verdict(), .reason = failure.what()};
  }
}

/// Adds the answers to `overlay`. The outcome is Delivered if all steps went well.
Outcome MessageSender::sendSteps(const Attempt& attempt, std::string& overlay, Missing& missing) {
  for (const PictureStep& step : pictures_.steps()) {
    const std::string name = "step " + std::to_string(step.number);
    HttpResponse response;
    try {
      auto [request, ignored] = missing.add(step.builder.build(attempt, host_->wallClock(), overlay));
      request.purpose = name;
      response = send(*stepClient_, request, attempt);
    } catch (const Failure& failure) {
      throw Failure(verdictOfStep(failure.verdict(), 0), name + ": " + failure.what());
    }
    Outcome outcome = rules_.outcomeOfStep(response);
    outcome.verdict = verdictOfStep(outcome.verdict, outcome.status);
    const std::string why = outcome.verdict == Verdict::Delivered ? step.whyUseless(response.body) : std::string();
    if (!why.empty()) {
      outcome.verdict = Verdict::Rejected;
      outcome.reason = why;
    }
    if (outcome.verdict != Verdict::Delivered) {
      outcome.reason.insert(0, name + ": ");
      return outcome;
    }
    if (jsonError(response.body).empty())
      overlay = jsonWith(overlay.empty() ? "{}" : overlay, step.variable(), response.body);
  }
  return {};
}

HttpResponse MessageSender::send(HttpClient& client, const HttpRequest& request, const Attempt& attempt) {
  return client.send(request, attempt.deadline, attempt.stop);
}

std::vector<std::string> MessageSender::preview(const Attempt& attempt, const std::string& overlay) {
  const bool shows = attempt.snapshot && mayShow_;
  if (!shows || !pictures_.exist()) return sendPlain(shows ? attempt : without(attempt), overlay).missing;
  Missing missing;
  std::string known = overlay.empty() ? "{}" : overlay;
  for (const PictureStep& step : pictures_.steps()) {
    auto [request, ignored] = missing.add(step.builder.build(attempt, host_->wallClock(), known));
    request.purpose = "step " + std::to_string(step.number);
    send(*stepClient_, request, attempt);
    known = jsonWith(known, step.variable(), step.sampleAnswer());
  }
  auto [request, ignored] = missing.add(pictures_.last().build(attempt, host_->wallClock(), std::move(known)));
  request.purpose = "picture";
  send(*client_, request, attempt);
  missing.add({.missing = sendPlain(without(attempt), overlay).missing});
  return missing.names();
}

Vocabulary MessageSender::vocabulary() const {
  Vocabulary words = plain_.vocabulary();
  for (const PictureStep& step : pictures_.steps()) words.variables.push_back(step.variable());
  return words;
}

std::vector<std::string> MessageSender::secrets() const {
  std::vector<std::string> all = plain_.secrets();
  for (std::string& secret : pictures_.secrets()) all.push_back(std::move(secret));
  return all;
}

void MessageSender::sayOnce(const std::string& why) {
  if (!hasSaid_->exchange(true))
    host_->log(Level::Warning, "a message went without its picture, as do others until one gets through: " + why);
}

}  // namespace herald::webhook
