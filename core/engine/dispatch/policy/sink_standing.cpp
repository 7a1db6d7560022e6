// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/sink_standing.h"

#include <utility>

namespace herald::core {

namespace {

bool isStopped(const Breaker& breaker) {
  return breaker.state() == Breaker::State::SlowProbes || breaker.state() == Breaker::State::Nothing;
}

}  // namespace

void SinkStanding::pause(const std::string& reason) {
  paused_ = true;
  drainTo_.reset();
  reason_ = reason;
  recordChanged_ = true;
}

void SinkStanding::resume() {
  paused_ = false;
  drainTo_.reset();
  reason_.clear();
  recordChanged_ = true;
}

void SinkStanding::drain(std::uint64_t last) { drainTo_ = last; }

bool SinkStanding::stopped(const std::string& reason) { return std::exchange(stopReason_, reason) != reason; }

void SinkStanding::hangs(const std::string& reason) {
  ++hanging_;
  reason_ = reason;
}

void SinkStanding::rejected(const std::string& type, const std::string& reason) {
  rejections_.add(type);
  rejection_ = reason;
}

std::string SinkStanding::reason() const {
  if (state_ == SinkStatus::State::Slowed) return "more events than its `rate` lets through; urgent ones go first";
  if (state_ != SinkStatus::State::Rejecting) return reason_;
  return "the last " + std::to_string(rejections_.count()) + " events are dead letters: " + rejection_;
}

void SinkStanding::accepted(const std::string& type) {
  rejections_.end(type);
  unproven_ = false;
}

void SinkStanding::renew() {
  unproven_ |= rejections_.isEverything();
  rejections_ = {};
  stopReason_.clear();
  hanging_ = 0;
}

std::optional<SinkStanding::Alert> SinkStanding::update(const Breaker& breaker, Clock::time_point now) {
  const auto state = stateOf(breaker);
  if (std::exchange(state_, state) != state) since_ = now;
  recordChanged_ |= recordIsOld(breaker);
  if (!breaker.failing() && !isHanging() && !rejections_.isEverything()) {
    if (unproven_) return std::nullopt;
    const auto since = std::exchange(failingSince_, std::nullopt).value_or(now);
    return std::exchange(told_, false) ? std::optional(Alert{.failing = false, .since = since}) : std::nullopt;
  }
  if (!failingSince_) failingSince_ = now;
  if (told_ || !(isStopped(breaker) || isHanging() || rejections_.isEverything())) return std::nullopt;
  return alert();
}

/// Each probe of a hold has another time.
bool SinkStanding::recordIsOld(const Breaker& breaker) {
  const bool stopped = isStopped(breaker);
  const bool wasStopped = std::exchange(wasStopped_, stopped);
  const bool wasRejecting = std::exchange(wasRejecting_, rejections_.isEverything());
  return stopped || wasStopped || wasRejecting != rejections_.isEverything();
}

Clock::time_point SinkStanding::alertAt(Millis after) const {
  return failingSince_ && !told_ && !paused_ ? *failingSince_ + after : Clock::time_point::max();
}

SinkStanding::Alert SinkStanding::alert() {
  told_ = true;
  return {.failing = true, .since = failingSince_.value_or(since_)};
}

bool SinkStanding::isHealthy(const Breaker& breaker) const {
  return breaker.state() == Breaker::State::All && !paused_ && !isHanging();
}

SinkStatus::State SinkStanding::stateOf(const Breaker& breaker) const {
  using State = SinkStatus::State;
  if (paused_) return State::Paused;
  if (isHanging()) return State::Hanging;
  switch (breaker.state()) {
    case Breaker::State::Nothing: return State::Gone;
    case Breaker::State::SlowProbes: return State::Holding;
    case Breaker::State::Probes: return State::Failing;
    case Breaker::State::All: break;
  }
  if (rejections_.isEverything()) return State::Rejecting;
  if (breaker.failing()) return State::Failing;
  return slowed_ ? State::Slowed : State::Healthy;
}

std::optional<SinkRecord> SinkStanding::changedRecord(const Breaker& breaker) {
  if (!std::exchange(recordChanged_, false)) return std::nullopt;
  SinkRecord record{.paused = paused_, .drainTo = drainTo_};
  if (!isStopped(breaker)) {
    if (!rejections_.isEverything()) return record;
    record.stop = SinkRecord::Stop::Rejecting;
    record.reason = rejection_;
    return record;
  }
  record.stop = breaker.state() == Breaker::State::Nothing ? SinkRecord::Stop::Gone : SinkRecord::Stop::Hold;
  record.reason = stopReason_;
  return record;
}

void SinkStanding::restore(const SinkRecord& record, bool isSame) {
  drainTo_ = record.drainTo;
  if (record.paused) pause("paused by the operator");
  if (record.stop == SinkRecord::Stop::None || !isSame) return;
  if (record.stop == SinkRecord::Stop::Rejecting) {
    rejections_ = Rejections::everything();
    rejection_ = record.reason;
    return;
  }
  if (!paused_) reason_ = record.reason;
  stopReason_ = record.reason;
}

}  // namespace herald::core
