// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/schedule.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text/durations.h"

namespace herald::core {

namespace {

constexpr auto kNever = Clock::time_point::max();
constexpr auto kNoLast = std::numeric_limits<std::uint64_t>::max();
constexpr auto kHangs = "a call does not return";

Schedule::Report hangReport(const std::string& call) {
  return {Level::Error, "hangs: " + call + " did not return; Herald asks nothing more of this sink until it does"};
}

std::string nameOf(const Event& event) { return event.type + " of " + event.device; }

Ending failureOf(const Outcome& outcome) {
  return {.reason = outcome.reason, .status = outcome.status, .answer = outcome.answer};
}

std::string plural(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

}  // namespace

Schedule::Schedule(Outbox& outbox, const TimeSource& time, const std::string& sink, const RetryPolicy& policy)
    : outbox_(outbox),
      time_(time),
      sink_(sink),
      policy_(policy),
      lines_(sink, policy),
      intake_(lines_),
      breaker_(policy),
      standing_(time.now()) {}

void Schedule::setPolicy(const RetryPolicy& policy) {
  policy_ = policy;
  lines_.setPolicy(policy);
  breaker_.setPolicy(policy);
}

std::optional<SinkNews> Schedule::renew() {
  breaker_.renew();
  lines_.releaseAll();
  standing_.renew();
  return update();
}

bool Schedule::networkIsBack() {
  if (!breaker_.offline()) return false;
  breaker_.networkIsBack(time_.now());
  lines_.releaseAll();
  return true;
}

void Schedule::pause() {
  standing_.pause("paused by the operator");
  update();
}

void Schedule::resume() {
  standing_.resume();
  intake_.wake();
  retryNow();
}

void Schedule::drain() {
  resume();
  standing_.drain(outbox_.lastSequence());
}

void Schedule::retryNow() {
  breaker_.retryNow();
  lines_.releaseAll();
  update();
}

void Schedule::setRate(std::shared_ptr<TokenBucket> bucket) {
  rate_ = bucket ? std::make_unique<RateShare>(std::move(bucket)) : nullptr;
}

std::optional<Schedule::Turn> Schedule::next() {
  const auto now = time_.now();
  auto* line = nextLine(now);
  seeRate();
  if (!line) return std::nullopt;
  ++inFlight_;
  auto head = line->head();
  const int attempt = head.attempts + 1;
  return Turn{std::move(head), attempt, line, breaker_.begin(), now};
}

Line* Schedule::nextLine(Clock::time_point now) {
  const bool mayCall = !isBlocked() && breaker_.mayCall(now);
  if (!rate_) return mayCall ? lines_.next(now) : nullptr;
  const auto urgency = mayCall ? lines_.urgency(now) : std::nullopt;
  if (!urgency) {
    rate_->leave();
    return nullptr;
  }
  if (!rate_->take(*urgency, now)) return nullptr;
  auto* line = lines_.next(now);
  if (!line) rate_->giveBack();
  return line;
}

/// Could an attempt begin now without the rate?
bool Schedule::isSlowed() const {
  if (!rate_ || isBlocked()) return false;
  const auto now = time_.now();
  return breaker_.mayCall(now) && lines_.due() <= now && rate_->due() > now;
}

void Schedule::seeRate() {
  const bool slowed = isSlowed();
  if (standing_.isSlowed() == slowed) return;
  standing_.setSlowed(slowed);
  update();
}

void Schedule::cancel(const Turn& turn) {
  --inFlight_;
  if (rate_) rate_->giveBack();
  breaker_.cancel(turn.ticket);
  lines_.skip(*turn.line);
}

Clock::time_point Schedule::due() const { return intake_.isDue() ? Clock::time_point{} : attemptAt(); }

bool Schedule::isBlocked() const {
  return standing_.isPaused() || standing_.isHanging() || inFlight_ >= breaker_.most();
}

Clock::time_point Schedule::attemptAt() const {
  if (isBlocked()) return kNever;
  const auto due = std::max(breaker_.due(), lines_.due());
  return rate_ ? std::max(due, rate_->due()) : due;
}

std::optional<OutboxRequest> Schedule::request(bool mayReadSlice) { return intake_.request(mayReadSlice, time_.now()); }

// Whether a new delivery replaces another one depends on whether the rate delays them at this moment.
void Schedule::answer(const OutboxRequest& request, OutboxAnswer answer) {
  seeRate();
  expired_ += intake_.answer(request, std::move(answer), standing_.drainTo().value_or(kNoLast), time_.now());
}

Schedule::Report Schedule::check() {
  Report report;
  const auto expired = isReading() ? ExpiredCounts{} : std::exchange(expired_, {});
  if (expired.deadLetters > 0) {
    report.level = Level::Error;
    report.text = plural(expired.deadLetters, "event is a dead letter", "events are dead letters") + ": too old";
  } else if (expired.discarded > 0) {
    report.text = plural(expired.discarded, "progress event was", "progress events were") + " discarded: too old";
  }
  if (isDrained()) {
    standing_.pause("drained");
    update();
    report.text += (report.text.empty() ? "" : "; ") + std::string("drained, and paused now");
  }
  if (standing_.alertAt(policy_.alertAfter) <= time_.now()) report.news = newsOf(standing_.alert());
  return report;
}

Clock::time_point Schedule::checkAt() const {
  if (isDrained() || (expired_.any() && !isReading())) return {};
  return standing_.alertAt(policy_.alertAfter);
}

bool Schedule::isDrained() const {
  return standing_.drainTo() && outbox_.waitingUpTo(sink_, *standing_.drainTo()) == 0;
}

Schedule::Report Schedule::conclude(const Turn& turn, const Outcome& outcome) {
  const bool wasOffline = breaker_.offline();
  --inFlight_;
  counts_.add({turn.number, turn.delivery.accepted, turn.began, time_.now()}, outcome);
  if (outcome.verdict != Outcome::Verdict::Delivered) standing_.failed(outcome.reason);
  firstRetry_.ended(outcome.verdict == Outcome::Verdict::Delivered, time_.now() - turn.began);
  Report report;
  switch (outcome.verdict) {
    case Outcome::Verdict::Delivered: report = delivered(turn); break;
    case Outcome::Verdict::Rejected: report = rejected(turn, outcome); break;
    case Outcome::Verdict::Retry: report = retry(turn, outcome); break;
    case Outcome::Verdict::Hold: report = hold(turn, outcome); break;
    case Outcome::Verdict::Gone: report = gone(turn, outcome); break;
  }
  report.news = update();
  report.networkIsBack = seesNetwork(outcome, wasOffline);
  return report;
}

/// Do the other sinks have to know that this one got an answer? Only if it had none for long: otherwise each delivery
/// would free those that wait for the network. A sink without a status may need no network.
bool Schedule::seesNetwork(const Outcome& outcome, bool wasOffline) {
  if (outcome.status == 0) return wasOffline && outcome.verdict == Outcome::Verdict::Delivered;
  const auto now = time_.now();
  const auto last = std::exchange(lastAnswer_, now);
  return wasOffline || !last || now - *last > policy_.most;
}

Schedule::Report Schedule::delivered(const Turn& turn) {
  const bool wasFailing = breaker_.failing();
  lines_.done(*turn.line);
  if (breaker_.succeeded(turn.ticket)) lines_.release();
  const bool worksAgain = wasFailing && !breaker_.failing();
  const bool isTold = worksAgain && !std::exchange(isUnsaid_, false);
  if (worksAgain) standing_.works();
  const auto& rejections = standing_.rejections();
  const auto letters = rejections.isEverything() ? rejections.count() : 0;
  standing_.accepted(turn.delivery.event->type);
  if (letters > 0) {
    return {Level::Notice, "works again; the " + std::to_string(letters) + " events before are dead letters"};
  }
  return isTold ? Report{Level::Notice, "works again"} : Report{};
}

// One rejected event says nothing about credentials or address: a hold goes on.
Schedule::Report Schedule::rejected(const Turn& turn, const Outcome& outcome) {
  lines_.done(*turn.line);
  if (breaker_.state() == Breaker::State::SlowProbes) {
    breaker_.refused(turn.ticket, time_.now());
  } else if (breaker_.succeeded(turn.ticket)) {
    lines_.release();
  }
  if (!breaker_.failing()) isUnsaid_ = false;
  const auto& event = *turn.delivery.event;
  standing_.rejected(event.type, outcome.reason);
  if (!standing_.rejections().isTold(event.type)) return {};
  const auto summary = standing_.rejections().summary(event.type);
  return {Level::Error, summary + nameOf(event) + " is a dead letter: " + outcome.reason +
                            (summary.empty() ? "" : "; run `heraldctl dead ls --sink " + sink_ + "`")};
}

/// A delivery that fails again in one way while others succeed is at fault itself: it waits alone. The line remembers
/// that.
bool Schedule::isAtFault(Line& line, std::optional<std::uint64_t>& failedAt) const {
  const auto delivered = counts_.delivered();
  line.alone = breaker_.state() == Breaker::State::All && failedAt.value_or(delivered) < delivered;
  if (!line.alone) failedAt = delivered;
  return line.alone;
}

/// A failure that is alone is no news: the delivery log has it, and a receiver that refuses every hundredth event would
/// fill the log with thousands. Of many that fail together when a receiver dies, the log has those that the breaker
/// counts.
Schedule::Report Schedule::retry(const Turn& turn, const Outcome& outcome) {
  const auto now = time_.now();
  auto due = now;
  const bool isNew = !breaker_.failing() || isUnsaid_;
  const auto wish = breaker_.longWish(now);
  const bool isStale = !isNew && breaker_.isStale(turn.ticket);
  const bool fault = outcome.status == 0 && isAtFault(*turn.line, turn.line->unansweredAt);
  const bool isOfSink = breaker_.failed(turn.ticket, outcome, now, fault);
  const auto soon = isOfSink ? std::nullopt : soonAgain(turn, outcome);
  if (isOfSink) {
    lines_.again(*turn.line, failureOf(outcome));
  } else if (soon) {
    lines_.later(*turn.line, failureOf(outcome), now, *soon);
    due += *soon;
  } else {
    due += lines_.later(*turn.line, failureOf(outcome), now);
  }
  isUnsaid_ = soon && isNew;
  if (breaker_.due() != kNever) due = std::max(due, breaker_.due());
  const bool isKnown = isStale && breaker_.longWish(now) == wish;
  return {.level = soon || isKnown ? Level::Debug : Level::Warning,
          .text = nameOf(*turn.delivery.event) + " failed: " + outcome.reason + "; next try in " +
                  inSeconds(due - now) + (breaker_.longWish(now) ? ", as the receiver asks (Retry-After)" : ""),
          .untilNext = due - now};
}

/// The wait of a first failure that is alone.
std::optional<Millis> Schedule::soonAgain(const Turn& turn, const Outcome& outcome) const {
  const bool isFirst = turn.number == 1 && outcome.status != 0 && breaker_.state() == Breaker::State::All;
  const auto soon = isFirst && !policy_.isFirstFixed ? firstRetry_.wait() : std::nullopt;
  return soon ? std::optional(std::min(*soon, policy_.most)) : std::nullopt;
}

Schedule::Report Schedule::hold(const Turn& turn, const Outcome& outcome) {
  const auto now = time_.now();
  auto& line = *turn.line;
  if (isAtFault(line, line.refusedAt)) {
    lines_.later(line, failureOf(outcome), now, policy_.holdProbe);
    return {.level = Level::Error,
            .text = nameOf(*turn.delivery.event) + " alone is refused: " + outcome.reason +
                    "; its device waits, next try in " + inSeconds(policy_.holdProbe),
            .untilNext = policy_.holdProbe};
  }
  breaker_.refused(turn.ticket, now);
  isUnsaid_ = false;
  lines_.again(line, failureOf(outcome));
  const auto untilNext = breaker_.due() - now;
  if (!standing_.stopped(outcome.reason)) return {.untilNext = untilNext};
  return {.level = Level::Error,
          .text = "on hold: " + outcome.reason + "; nothing is lost, next try in " + inSeconds(untilNext),
          .untilNext = untilNext};
}

Schedule::Report Schedule::gone(const Turn& turn, const Outcome& outcome) {
  breaker_.gone();
  isUnsaid_ = false;
  standing_.stopped(outcome.reason);
  lines_.again(*turn.line, failureOf(outcome));
  return {Level::Error, "stopped: the receiver no longer wants events: " + outcome.reason +
                            "; its queue stays until you change or resume the sink"};
}

Schedule::Report Schedule::hangs(const Turn& turn, bool stale) {
  --inFlight_;
  stale ? standing_.failed(kHangs) : standing_.hangs(kHangs);
  counts_.addFailure();
  const auto now = time_.now();
  const bool fault = isAtFault(*turn.line, turn.line->unansweredAt);
  breaker_.hangs(turn.ticket, now);
  isUnsaid_ = false;
  if (fault) {
    lines_.later(*turn.line, {.reason = kHangs}, now);
  } else {
    lines_.again(*turn.line, {.reason = kHangs});
  }
  auto report = hangReport("the call for " + nameOf(*turn.delivery.event));
  report.news = update();
  return report;
}

Schedule::Report Schedule::callHangs(const std::string& call, bool stale) {
  auto report = hangReport(call);
  if (stale) return report;
  standing_.hangs(kHangs);
  report.news = update();
  return report;
}

std::optional<SinkNews> Schedule::returned() {
  standing_.returned();
  return update();
}

/// The sink may stand otherwise than before.
std::optional<SinkNews> Schedule::update() {
  const auto alert = standing_.update(breaker_, time_.now());
  lines_.setStanding(standing_.isHealthy(breaker_), standing_.isSlowed());
  return alert ? std::optional(newsOf(*alert)) : std::nullopt;
}

SinkNews Schedule::newsOf(const SinkStanding::Alert& alert) const {
  return {.sink = sink_,
          .failing = alert.failing,
          .state = standing_.state(),
          .reason = alert.failing ? standing_.reason() : std::string(),
          .waiting = outbox_.counts(sink_).waiting,
          .since = wallClockAt(alert.since)};
}

SinkStatus Schedule::status() const {
  SinkStatus status{.name = sink_, .state = standing_.state()};
  if (status.state == SinkStatus::State::Slowed && !isSlowed()) status.state = SinkStatus::State::Healthy;
  if (status.state != SinkStatus::State::Healthy) status.reason = standing_.reason() + longWait();
  status.since = wallClockAt(standing_.since());
  counts_.fill(status);
  if (counts_.lastSuccess()) status.lastSuccess = wallClockAt(*counts_.lastSuccess());
  status.inFlight = static_cast<std::size_t>(inFlight_);
  if (const auto due = this->due(); due != kNever) {
    const auto now = time_.now();
    status.nextAttempt = due > now ? std::chrono::ceil<Millis>(due - now) : Millis(0);
  }
  auto counts = outbox_.counts(sink_);
  status.waiting = counts.waiting;
  status.deadLetters = counts.deadLetters;
  status.discarded = std::move(counts.dropped);
  const auto& drainTo = standing_.drainTo();
  status.draining = drainTo.has_value();
  if (drainTo) status.drainLeft = outbox_.waitingUpTo(sink_, *drainTo);
  return status;
}

/// Nobody looks for the cause of a long wait at the receiver, unless the status names it.
std::string Schedule::longWait() const {
  const auto now = time_.now();
  const auto wish = breaker_.longWish(now);
  if (!wish || standing_.isPaused() || standing_.isHanging()) return {};
  return "; the receiver asks for a wait of " + inSeconds(*wish) +
         " (Retry-After), longer than retry.most: next try in " + inSeconds(breaker_.due() - now) +
         ", or now by `heraldctl sink retry " + sink_ + "`";
}

std::optional<SinkRecord> Schedule::changedRecord(const std::string& fingerprint) {
  auto record = standing_.changedRecord(breaker_);
  if (!record || record->stop == SinkRecord::Stop::None) return record;
  record->fingerprint = fingerprint;
  if (record->stop == SinkRecord::Stop::Hold && breaker_.due() != kNever) record->due = wallClockAt(breaker_.due());
  return record;
}

void Schedule::restore(const SinkRecord& record, const std::string& fingerprint) {
  const bool isSame = record.fingerprint == fingerprint;
  standing_.restore(record, isSame);
  if (isSame && record.stop == SinkRecord::Stop::Gone) breaker_.gone();
  if (isSame && record.stop == SinkRecord::Stop::Hold) {
    const auto wait = std::chrono::ceil<Millis>(record.due - time_.wallClock());
    breaker_.restoreHold(time_.now() + std::clamp(wait, Millis(0), policy_.holdProbe));
  }
  update();  // the operator was told before the restart
}

std::chrono::system_clock::time_point Schedule::wallClockAt(Clock::time_point time) const {
  return time_.wallClock() + std::chrono::duration_cast<std::chrono::system_clock::duration>(time - time_.now());
}

}  // namespace herald::core
