// How the sink stands: what the operator asked for, what he is told, what outlasts the process.
#include <algorithm>

#include "engine/dispatch/policy/schedule.h"

namespace herald::core {

namespace {

constexpr auto kNever = Clock::time_point::max();

std::string plural(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

}  // namespace

void Schedule::pause() {
  paused_ = true;
  drainTo_.reset();
  status_.reason = "paused by the operator";
  recordChanged_ = true;
  changed();
}

void Schedule::resume() {
  paused_ = false;
  drainTo_.reset();
  news_ = true;
  status_.reason.clear();
  recordChanged_ = true;
  retryNow();
}

void Schedule::drain() {
  resume();
  drainTo_ = outbox_.lastSequence();
}

void Schedule::retryNow() {
  breaker_.retryNow();
  lines_.releaseAll();
  changed();
}

Schedule::Report Schedule::check() {
  Report report;
  read();
  const auto expired = lines_.expire(time_.now(), time_.wallClock());
  if (expired.deadLetters > 0) {
    report.level = Level::Error;
    report.text = plural(expired.deadLetters, "event is a dead letter", "events are dead letters") + ": too old";
  } else if (expired.discarded > 0) {
    report.text = plural(expired.discarded, "progress event was", "progress events were") + " discarded: too old";
  }
  if (drained()) {
    pause();
    status_.reason = "drained";
    report.text += (report.text.empty() ? "" : "; ") + std::string("drained, and paused now");
  }
  if (alertAt() <= time_.now()) {
    told_ = true;
    report.news = newsOf(true);
  }
  return report;
}

Clock::time_point Schedule::checkAt() const { return more_ ? Clock::time_point{} : checkFirstAt(); }

/// When no attempt begins before check().
Clock::time_point Schedule::checkFirstAt() const {
  return news_ || drained() ? Clock::time_point{} : std::min(lines_.expiry(), alertAt());
}

Clock::time_point Schedule::alertAt() const {
  return failingSince_ && !told_ && !paused_ ? *failingSince_ + policy_.alertAfter : kNever;
}

/// Something about the sink's standing may have changed. What cannot mend itself is told at once.
std::optional<SinkNews> Schedule::changed() {
  const auto now = time_.now();
  const auto state = this->state();
  if (std::exchange(status_.state, state) != state) since_ = now;
  lines_.setHealthy(breaker_.state() == Breaker::State::Open && !paused_ && hanging_ == 0);
  const bool stopped = breaker_.state() == Breaker::State::Holding || breaker_.state() == Breaker::State::Gone;
  recordChanged_ |= stopped || std::exchange(wasStopped_, stopped);
  if (!breaker_.failing() && hanging_ == 0) {
    auto news = std::exchange(told_, false) ? std::optional(newsOf(false)) : std::nullopt;
    failingSince_.reset();
    return news;
  }
  if (!failingSince_) failingSince_ = now;
  if (told_ || !(stopped || hanging_ > 0)) return std::nullopt;
  told_ = true;
  return newsOf(true);
}

SinkNews Schedule::newsOf(bool failing) const {
  return {.sink = status_.name,
          .failing = failing,
          .state = status_.state,
          .reason = failing ? status_.reason : std::string(),
          .waiting = outbox_.counts(status_.name).waiting,
          .since = wallClockAt(failingSince_.value_or(time_.now()))};
}

SinkStatus::State Schedule::state() const {
  using State = SinkStatus::State;
  if (paused_) return State::Paused;
  if (hanging_ > 0) return State::Hanging;
  switch (breaker_.state()) {
    case Breaker::State::Gone: return State::Gone;
    case Breaker::State::Holding: return State::Holding;
    case Breaker::State::Waiting: return State::Failing;
    case Breaker::State::Open: break;
  }
  return breaker_.failing() ? State::Failing : State::Healthy;
}

SinkStatus Schedule::status() const {
  auto status = status_;
  if (status.state == SinkStatus::State::Healthy) status.reason.clear();
  status.since = wallClockAt(since_);
  if (lastSuccess_) status.lastSuccess = wallClockAt(*lastSuccess_);
  status.inFlight = static_cast<std::size_t>(inFlight_);
  if (const auto due = this->due(); due != kNever) {
    const auto now = time_.now();
    status.nextAttempt = due > now ? std::chrono::ceil<Millis>(due - now) : Millis(0);
  }
  auto counts = outbox_.counts(status_.name);
  status.waiting = counts.waiting;
  status.deadLetters = counts.deadLetters;
  status.discarded = std::move(counts.dropped);
  status.draining = drainTo_.has_value();
  if (drainTo_) status.drainLeft = outbox_.waitingUpTo(status_.name, *drainTo_);
  return status;
}

std::optional<SinkRecord> Schedule::changedRecord(const std::string& fingerprint) {
  if (!std::exchange(recordChanged_, false)) return std::nullopt;
  SinkRecord record{.paused = paused_, .drainTo = drainTo_};
  if (breaker_.state() != Breaker::State::Holding && breaker_.state() != Breaker::State::Gone) return record;
  const bool gone = breaker_.state() == Breaker::State::Gone;
  record.stop = gone ? SinkRecord::Stop::Gone : SinkRecord::Stop::Hold;
  record.reason = stopReason_;
  record.fingerprint = fingerprint;
  if (breaker_.due() != kNever) record.due = wallClockAt(breaker_.due());
  return record;
}

void Schedule::restore(const SinkRecord& record, const std::string& fingerprint) {
  drainTo_ = record.drainTo;
  if (record.paused) pause();
  if (record.stop != SinkRecord::Stop::None && record.fingerprint == fingerprint) {
    const auto wait = std::chrono::ceil<Millis>(record.due - time_.wallClock());
    const auto due = time_.now() + std::clamp(wait, Millis(0), policy_.holdProbe);
    record.stop == SinkRecord::Stop::Gone ? breaker_.gone() : breaker_.restoreHold(due);
    if (!paused_) status_.reason = record.reason;
    stopReason_ = record.reason;
  }
  changed();  // news of it was told before the restart
}

std::chrono::system_clock::time_point Schedule::wallClockAt(Clock::time_point time) const {
  return time_.wallClock() + std::chrono::duration_cast<std::chrono::system_clock::duration>(time - time_.now());
}

}  // namespace herald::core
