#include "core/dispatch/schedule.h"

#include <algorithm>

namespace herald::core {

namespace {

std::string inSeconds(Clock::duration time) {
  return std::to_string(std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::seconds>(time).count())) + " s";
}

std::string nameOf(const Event& event) { return event.type + " of " + event.device; }

}  // namespace

Schedule::Schedule(Outbox& outbox, const std::string& sink, const RetryPolicy& policy)
    : outbox_(outbox), lines_(outbox, sink, policy), breaker_(policy) {
  status_.name = sink;
}

void Schedule::setPolicy(const RetryPolicy& policy) {
  lines_.setPolicy(policy);
  breaker_.setPolicy(policy);
}

void Schedule::renew() {
  breaker_.renew();
  holdReason_.clear();
}

bool Schedule::networkIsBack(Clock::time_point now) {
  if (!breaker_.offline()) return false;
  breaker_.networkIsBack(now);
  return true;
}

std::optional<Schedule::Turn> Schedule::next(Clock::time_point now) {
  if (!breaker_.mayCall(now)) return std::nullopt;
  if (news_) lines_.read();
  news_ = false;
  if (lines_.due() > now || (rate_ && !rate_->take(now))) return std::nullopt;
  while (auto* line = lines_.next(now)) {
    if (outbox_.claim(line->head())) return Turn{line->head(), line->attempts() + 1, line, breaker_.begin()};
    lines_.done(*line);
  }
  if (rate_) rate_->giveBack();
  return std::nullopt;
}

Clock::time_point Schedule::due() const {
  if (news_) return breaker_.due();
  const auto due = std::max(breaker_.due(), lines_.due());
  return rate_ ? std::max(due, rate_->due()) : due;
}

Schedule::Report Schedule::conclude(const Turn& turn, const Outcome& outcome, Clock::time_point now) {
  const bool wasOffline = breaker_.offline();
  const bool delivered = outcome.verdict == Outcome::Verdict::Delivered;
  ++(delivered ? status_.delivered : status_.failed);
  if (!delivered) status_.reason = outcome.reason;
  Report report;
  switch (outcome.verdict) {
    case Outcome::Verdict::Delivered:
    case Outcome::Verdict::Rejected: report = ended(turn, outcome, now); break;
    case Outcome::Verdict::Retry: report = retry(turn, outcome, now); break;
    case Outcome::Verdict::Hold: report = hold(turn, outcome, now); break;
    case Outcome::Verdict::Gone: report = gone(turn, outcome); break;
  }
  report.networkIsBack = wasOffline && (delivered || outcome.status != 0);
  return report;
}

// That one event was rejected says nothing about credentials or address: a hold goes on.
Schedule::Report Schedule::ended(const Turn& turn, const Outcome& outcome, Clock::time_point now) {
  const bool rejected = outcome.verdict == Outcome::Verdict::Rejected;
  const bool wasFailing = breaker_.failing();
  lines_.done(*turn.line);
  if (rejected && breaker_.state() == Breaker::State::Holding) {
    breaker_.refused(turn.ticket, now);
  } else if (breaker_.succeeded(turn.ticket)) {
    lines_.releaseAll();
  }
  if (rejected) {
    return {Level::Error, nameOf(*turn.delivery.event) + " is a dead letter: " + outcome.reason};
  }
  if (!wasFailing || breaker_.failing()) return {};
  holdReason_.clear();
  return {Level::Notice, "works again"};
}

Schedule::Report Schedule::retry(const Turn& turn, const Outcome& outcome, Clock::time_point now) {
  auto due = now;
  if (breaker_.failed(turn.ticket, outcome, now)) {
    lines_.again(*turn.line);
  } else {
    due += lines_.later(*turn.line, now);
  }
  if (breaker_.due() != Clock::time_point::max()) due = std::max(due, breaker_.due());
  return {Level::Warning,
          nameOf(*turn.delivery.event) + " failed: " + outcome.reason + "; next try in " + inSeconds(due - now)};
}

Schedule::Report Schedule::hold(const Turn& turn, const Outcome& outcome, Clock::time_point now) {
  breaker_.refused(turn.ticket, now);
  lines_.again(*turn.line);
  if (outcome.reason == holdReason_) return {};
  holdReason_ = outcome.reason;
  return {Level::Error,
          "on hold: " + outcome.reason + "; nothing is lost, next try in " + inSeconds(breaker_.due() - now)};
}

Schedule::Report Schedule::gone(const Turn& turn, const Outcome& outcome) {
  breaker_.gone();
  lines_.again(*turn.line);
  return {Level::Error, "stopped, as the receiver wants no more events: " + outcome.reason +
                            "; its queue is kept until the sink is configured anew"};
}

Schedule::Report Schedule::hangs(const Turn& turn, Clock::time_point now) {
  ++status_.failed;
  status_.reason = "a call does not return";
  breaker_.hangs(now);
  lines_.again(*turn.line);
  return {Level::Error, "hangs: the call for " + nameOf(*turn.delivery.event) +
                            " did not return; nothing more is asked of this sink until it does"};
}

SinkStatus Schedule::status() const {
  auto status = status_;
  switch (breaker_.state()) {
    case Breaker::State::Gone: status.state = SinkStatus::State::Gone; break;
    case Breaker::State::Holding: status.state = SinkStatus::State::Holding; break;
    case Breaker::State::Waiting: status.state = SinkStatus::State::Failing; break;
    case Breaker::State::Open:
      status.state = breaker_.failing() ? SinkStatus::State::Failing : SinkStatus::State::Healthy;
      break;
  }
  return status;
}

}  // namespace herald::core
