#include "engine/dispatch/policy/schedule.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr auto kNever = Clock::time_point::max();

std::string inSeconds(Clock::duration time) {
  return std::to_string(std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::seconds>(time).count())) + " s";
}

constexpr auto kHangs = "a call does not return";

Schedule::Report wall(const std::string& call) {
  return {Level::Error, "hangs: " + call + " did not return; nothing more is asked of this sink until it does"};
}

std::string nameOf(const Event& event) { return event.type + " of " + event.device; }

Ending failureOf(const Outcome& outcome) {
  return {.reason = outcome.reason, .status = outcome.status, .answer = outcome.answer};
}

}  // namespace

Schedule::Schedule(Outbox& outbox, const TimeSource& time, const std::string& sink, const RetryPolicy& policy)
    : outbox_(outbox),
      time_(time),
      policy_(policy),
      lines_(outbox, sink, policy),
      breaker_(policy),
      since_(time.now()) {
  status_.name = sink;
}

void Schedule::setPolicy(const RetryPolicy& policy) {
  policy_ = policy;
  lines_.setPolicy(policy);
  breaker_.setPolicy(policy);
}

std::optional<SinkNews> Schedule::renew() {
  breaker_.renew();
  lines_.releaseAll();
  stopReason_.clear();
  hanging_ = 0;
  return changed();
}

void Schedule::read() {
  const bool news = std::exchange(news_, false);
  if (news || more_) more_ = lines_.readSlice(drainTo_.value_or(Lines::kAll));
}

bool Schedule::networkIsBack() {
  if (!breaker_.offline()) return false;
  breaker_.networkIsBack(time_.now());
  lines_.releaseAll();
  return true;
}

std::optional<Schedule::Turn> Schedule::next() {
  const auto now = time_.now();
  if (now < attemptAt() || checkFirstAt() <= now || (rate_ && !rate_->take(now))) return std::nullopt;
  while (auto* line = lines_.next(now)) {
    if (outbox_.claim(line->head())) {
      ++inFlight_;
      return Turn{line->head(), line->head().attempts + 1, line, breaker_.begin(), now};
    }
    lines_.skip(*line);
  }
  if (rate_) rate_->giveBack();
  return std::nullopt;
}

Clock::time_point Schedule::due() const { return news_ || more_ ? Clock::time_point{} : attemptAt(); }

Clock::time_point Schedule::attemptAt() const {
  if (paused_ || hanging_ > 0 || inFlight_ >= breaker_.most()) return kNever;
  const auto due = std::max(breaker_.due(), lines_.due());
  return rate_ ? std::max(due, rate_->due()) : due;
}

Schedule::Report Schedule::conclude(const Turn& turn, const Outcome& outcome) {
  const bool wasOffline = breaker_.offline();
  --inFlight_;
  count(turn, outcome);
  Report report;
  switch (outcome.verdict) {
    case Outcome::Verdict::Delivered:
    case Outcome::Verdict::Rejected: report = ended(turn, outcome); break;
    case Outcome::Verdict::Retry: report = retry(turn, outcome); break;
    case Outcome::Verdict::Hold: report = hold(turn, outcome); break;
    case Outcome::Verdict::Gone: report = gone(turn, outcome); break;
  }
  report.news = changed();
  report.networkIsBack = seesNetwork(outcome, wasOffline);
  return report;
}

/// Is it news for the others that this sink got an answer? Only if it had none for long, so those who wait for the
/// network are not freed by each delivery. A sink that has no status may need no network.
bool Schedule::seesNetwork(const Outcome& outcome, bool wasOffline) {
  if (outcome.status == 0) return wasOffline && outcome.verdict == Outcome::Verdict::Delivered;
  const auto now = time_.now();
  const auto last = std::exchange(lastAnswer_, now);
  return wasOffline || !last || now - *last > policy_.most;
}

void Schedule::count(const Turn& turn, const Outcome& outcome) {
  const auto now = time_.now();
  status_.attemptTime.add(now - turn.began);
  if (turn.number > 1) ++status_.retried;
  if (outcome.verdict != Outcome::Verdict::Delivered) {
    ++status_.failed;
    status_.reason = outcome.reason;
    return;
  }
  ++status_.delivered;
  for (const auto& name : outcome.missing) ++status_.missing[name];
  status_.deliveryTime.add(now - turn.delivery.accepted);
  lastSuccess_ = now;
}

// That one event was rejected says nothing about credentials or address: a hold goes on.
Schedule::Report Schedule::ended(const Turn& turn, const Outcome& outcome) {
  const bool rejected = outcome.verdict == Outcome::Verdict::Rejected;
  const bool wasFailing = breaker_.failing();
  lines_.done(*turn.line);
  if (rejected && breaker_.state() == Breaker::State::Holding) {
    breaker_.refused(turn.ticket, time_.now());
  } else if (breaker_.succeeded(turn.ticket)) {
    lines_.release();
  }
  if (rejected) return {Level::Error, nameOf(*turn.delivery.event) + " is a dead letter: " + outcome.reason};
  if (!wasFailing || breaker_.failing()) return {};
  stopReason_.clear();
  return {Level::Notice, "works again"};
}

/// What fails in one way once more although other deliveries got through in between has a fault of its own: it waits
/// alone. The line remembers what was found.
bool Schedule::hasOwnFault(Lines::Line& line, std::optional<std::uint64_t>& failedAt) const {
  line.alone = breaker_.state() == Breaker::State::Open && failedAt.value_or(status_.delivered) < status_.delivered;
  if (!line.alone) failedAt = status_.delivered;
  return line.alone;
}

Schedule::Report Schedule::retry(const Turn& turn, const Outcome& outcome) {
  const auto now = time_.now();
  auto due = now;
  const bool fault = outcome.status == 0 && hasOwnFault(*turn.line, turn.line->unansweredAt);
  if (breaker_.failed(turn.ticket, outcome, now, fault)) {
    lines_.again(*turn.line, failureOf(outcome));
  } else {
    due += lines_.later(*turn.line, failureOf(outcome), now);
  }
  if (breaker_.due() != kNever) due = std::max(due, breaker_.due());
  return {Level::Warning,
          nameOf(*turn.delivery.event) + " failed: " + outcome.reason + "; next try in " + inSeconds(due - now)};
}

Schedule::Report Schedule::hold(const Turn& turn, const Outcome& outcome) {
  const auto now = time_.now();
  auto& line = *turn.line;
  if (hasOwnFault(line, line.refusedAt)) {
    lines_.later(line, failureOf(outcome), now, policy_.holdProbe);
    return {Level::Error, nameOf(*turn.delivery.event) + " alone is refused: " + outcome.reason +
                              "; its device waits, next try in " + inSeconds(policy_.holdProbe)};
  }
  breaker_.refused(turn.ticket, now);
  lines_.again(line, failureOf(outcome));
  if (outcome.reason == stopReason_) return {};
  stopReason_ = outcome.reason;
  return {Level::Error,
          "on hold: " + outcome.reason + "; nothing is lost, next try in " + inSeconds(breaker_.due() - now)};
}

Schedule::Report Schedule::gone(const Turn& turn, const Outcome& outcome) {
  breaker_.gone();
  stopReason_ = outcome.reason;
  lines_.again(*turn.line, failureOf(outcome));
  return {Level::Error, "stopped, as the receiver wants no more events: " + outcome.reason +
                            "; its queue is kept until the sink is configured anew or resumed"};
}

Schedule::Report Schedule::hangs(const Turn& turn, bool stale) {
  --inFlight_;
  if (!stale) ++hanging_;
  ++status_.failed;
  status_.reason = kHangs;
  const auto now = time_.now();
  const bool fault = hasOwnFault(*turn.line, turn.line->unansweredAt);
  breaker_.hangs(now);
  if (fault) {
    lines_.later(*turn.line, {.reason = status_.reason}, now);
  } else {
    lines_.again(*turn.line, {.reason = status_.reason});
  }
  auto report = wall("the call for " + nameOf(*turn.delivery.event));
  report.news = changed();
  return report;
}

Schedule::Report Schedule::trialHangs(bool stale) {
  auto report = wall("the call of a test");
  if (stale) return report;
  ++hanging_;
  status_.reason = kHangs;
  report.news = changed();
  return report;
}

std::optional<SinkNews> Schedule::returned() {
  --hanging_;
  return changed();
}

}  // namespace herald::core
