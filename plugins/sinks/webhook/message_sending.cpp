// SPDX-License-Identifier: Apache-2.0
#include "message_sending.h"

#include <exception>
#include <utility>

#include "herald/json.h"

namespace herald::webhook {
namespace {

using Verdict = Outcome::Verdict;

constexpr int kDoneInPart = 424;  // something behind the receiver has failed, and the rest has the message

/// From the second attempt on, the picture gets two thirds of the time, so that the plain request can still follow.
Attempt withTimeForText(Attempt attempt, Clock::time_point now) {
  if (attempt.number > 1 && attempt.deadline > now) attempt.deadline -= (attempt.deadline - now) / 3;
  return attempt;
}

Attempt withoutPicture(Attempt attempt) {
  attempt.snapshot.reset();
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

}  // namespace

MessageSending::MessageSending(const MessageParts& parts, const Attempt& attempt, std::string overlay, Done done)
    : parts_(parts), attempt_(attempt), overlay_(std::move(overlay)), done_(std::move(done)) {}

void MessageSending::begin(const MessageParts& parts, const Attempt& attempt, std::string overlay, Done done) {
  const auto sending = std::make_shared<MessageSending>(parts, attempt, std::move(overlay), std::move(done));
  sending->guarded(&MessageSending::end, [&] { sending->begin(); });
}

void MessageSending::begin() {
  if (!attempt_.snapshot) return sendPlain(attempt_, &MessageSending::end);
  if (showsPicture(*attempt_.snapshot)) return sendPicture();
  other_.emplace(withoutPicture(attempt_));
  sendPlain(*other_, &MessageSending::end);
}

bool MessageSending::showsPicture(const std::string& jpeg) const {
  if (jpeg.empty() || !parts_.uses("snapshot")) return false;
  if (parts_.mostBytes == 0 || jpeg.size() <= parts_.mostBytes) return true;
  parts_.sayOnce("it has " + std::to_string(jpeg.size()) + " bytes, and `snapshot.most` is " +
                 std::to_string(parts_.mostBytes));
  return false;
}

void MessageSending::sendPlain(const Attempt& attempt, Ended ended) {
  auto [request, missing] = parts_.plain.build(attempt, parts_.host->wallClock(), overlay_);
  start(*parts_.client, std::move(request), attempt, ended,
        [this, ended, names = std::move(missing)](const HttpResponse& response) {
          Outcome outcome = parts_.rules.outcome(response);
          outcome.missing = names;
          (this->*ended)(std::move(outcome));
        });
}

void MessageSending::sendPicture() {
  other_.emplace(withTimeForText(attempt_, parts_.host->now()));
  known_ = overlay_;
  guarded(&MessageSending::pictureEnded, [this] {
    if (!parts_.pictures.exist()) return sendPlain(*other_, &MessageSending::pictureEnded);
    sendStep();
  });
}

void MessageSending::sendStep() {
  if (step_ == parts_.pictures.steps().size()) return sendLast();
  const PictureStep& step = parts_.pictures.steps()[step_];
  const std::string name = "step " + std::to_string(step.number);
  const auto named = [name](const Failure& failure) {
    return Failure(verdictOfStep(failure.verdict(), 0), name + ": " + failure.what());
  };
  try {
    auto [request, ignored] = missing_.add(step.builder.build(*other_, parts_.host->wallClock(), known_));
    request.purpose = name;
    parts_.stepClient->start(std::move(request), other_->deadline, other_->stop,
                             [self = shared_from_this(), named](HttpResult result) {
                               self->guarded(&MessageSending::pictureEnded, [&] {
                                 if (const auto* failure = std::get_if<Failure>(&result)) throw named(*failure);
                                 self->stepEnded(std::get<HttpResponse>(result));
                               });
                             });
  } catch (const Failure& failure) {
    throw named(failure);
  }
}

void MessageSending::stepEnded(const HttpResponse& response) {
  const PictureStep& step = parts_.pictures.steps()[step_];
  Outcome outcome = parts_.rules.outcomeOfStep(response);
  outcome.verdict = verdictOfStep(outcome.verdict, outcome.status);
  const std::string why = outcome.verdict == Verdict::Delivered ? step.whyUseless(response.body) : std::string();
  if (!why.empty()) {
    outcome.verdict = Verdict::Rejected;
    outcome.reason = why;
  }
  if (outcome.verdict != Verdict::Delivered) {
    outcome.reason.insert(0, "step " + std::to_string(step.number) + ": ");
    outcome.missing = missing_.names();
    return pictureEnded(std::move(outcome));
  }
  if (jsonError(response.body).empty())
    known_ = jsonWith(known_.empty() ? "{}" : known_, step.variable(), response.body);
  ++step_;
  sendStep();
}

void MessageSending::sendLast() {
  auto [request, ignored] =
      missing_.add(parts_.pictures.last().build(*other_, parts_.host->wallClock(), std::move(known_)));
  request.purpose = "picture";
  start(*parts_.client, std::move(request), *other_, &MessageSending::pictureEnded,
        [this](const HttpResponse& response) {
          Outcome outcome = parts_.rules.outcome(response);
          outcome.missing = missing_.names();
          pictureEnded(std::move(outcome));
        });
}

void MessageSending::pictureEnded(Outcome outcome) {
  if (outcome.verdict == Verdict::Delivered) *parts_.hasSaid = false;
  if (!isForPlain(outcome, attempt_)) return end(std::move(outcome));
  why_ = whyWithout(outcome, attempt_.snapshot->size());
  guarded(&MessageSending::end, [this] {
    other_.emplace(withoutPicture(attempt_));
    sendPlain(*other_, &MessageSending::end);
  });
}

void MessageSending::end(Outcome outcome) {
  if (!why_.empty() && outcome.verdict == Verdict::Delivered) parts_.sayOnce(why_);
  done_(std::move(outcome));
}

void MessageSending::start(HttpClient& client, HttpRequest request, const Attempt& attempt, Ended failed, Next next) {
  client.start(std::move(request), attempt.deadline, attempt.stop,
               [self = shared_from_this(), failed, next = std::move(next)](HttpResult result) {
                 self->guarded(failed, [&] { next(answerOf(std::move(result))); });
               });
}

/// A thread of the client must see no exception.
void MessageSending::guarded(Ended failed, const std::function<void()>& work) {
  Outcome outcome;
  try {
    return work();
  } catch (const Failure& failure) {
    outcome = {.verdict = failure.verdict(), .reason = failure.what()};
  } catch (const std::exception& error) {
    outcome = {.verdict = Verdict::Retry, .reason = error.what()};
  }
  (this->*failed)(std::move(outcome));
}

}  // namespace herald::webhook
