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

void SinkStanding::renew() {
  stopReason_.clear();
  hanging_ = 0;
}

std::optional<SinkStanding::Alert> SinkStanding::update(const Breaker& breaker, Clock::time_point now) {
  const auto state = stateOf(breaker);
  if (std::exchange(state_, state) != state) since_ = now;
  const bool stopped = isStopped(breaker);
  const bool wasStopped = std::exchange(wasStopped_, stopped);
  recordChanged_ |= stopped || wasStopped;
  if (!breaker.failing() && !isHanging()) {
    const auto since = std::exchange(failingSince_, std::nullopt).value_or(now);
    return std::exchange(told_, false) ? std::optional(Alert{.failing = false, .since = since}) : std::nullopt;
  }
  if (!failingSince_) failingSince_ = now;
  if (told_ || !(stopped || isHanging())) return std::nullopt;
  return alert();
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
  return breaker.failing() ? State::Failing : State::Healthy;
}

std::optional<SinkRecord> SinkStanding::changedRecord(const Breaker& breaker) {
  if (!std::exchange(recordChanged_, false)) return std::nullopt;
  SinkRecord record{.paused = paused_, .drainTo = drainTo_};
  if (!isStopped(breaker)) return record;
  record.stop = breaker.state() == Breaker::State::Nothing ? SinkRecord::Stop::Gone : SinkRecord::Stop::Hold;
  record.reason = stopReason_;
  return record;
}

void SinkStanding::restore(const SinkRecord& record, bool isSame) {
  drainTo_ = record.drainTo;
  if (record.paused) pause("paused by the operator");
  if (record.stop == SinkRecord::Stop::None || !isSame) return;
  if (!paused_) reason_ = record.reason;
  stopReason_ = record.reason;
}

}  // namespace herald::core
