// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/breaker.h"

#include <algorithm>

namespace herald::core {

namespace {

constexpr int kTooManyRequests = 429;
constexpr Millis kMostRetryAfter = std::chrono::hours(24);  // no event is worth delivering after that

}  // namespace

Breaker::Breaker(const RetryPolicy& policy) : policy_(policy), backoff_(policy.first, policy.most) {}

void Breaker::setPolicy(const RetryPolicy& policy) {
  if (policy.first != policy_.first || policy.most != policy_.most) backoff_ = Backoff(policy.first, policy.most);
  policy_ = policy;
}

Clock::time_point Breaker::due() const {
  if (state_ == State::All) return wished_;
  return state_ == State::Nothing || probing_ ? Clock::time_point::max() : std::max(due_, wished_);
}

std::optional<Millis> Breaker::longWish(Clock::time_point now) const {
  return now < wished_ && wish_ > policy_.most ? std::optional(wish_) : std::nullopt;
}

bool Breaker::offline() const { return state_ == State::Probes && offline_; }

Breaker::Ticket Breaker::begin() {
  probing_ = state_ != State::All;
  return epoch_;
}

void Breaker::cancel(Ticket ticket) {
  if (ticket == epoch_) probing_ = false;
}

bool Breaker::succeeded(Ticket ticket) {
  if (ticket != epoch_) return false;
  failures_ = 0;
  backoff_.reset();
  if (state_ == State::All) {
    most_ = most_ > kAll / 2 ? kAll : most_ * 2;
    return false;
  }
  change(State::All);
  most_ = 2;
  return true;
}

bool Breaker::failed(Ticket ticket, const Outcome& outcome, Clock::time_point now, bool fault) {
  const auto wish = std::min(outcome.retryAfter, kMostRetryAfter);
  const bool whole = (outcome.status == 0 && !fault) || outcome.status == kTooManyRequests || wish > Millis(0);
  if (now + wish > wished_) {
    wished_ = now + wish;
    wish_ = wish;
  }
  if (ticket != epoch_) return whole;
  ++failures_;
  if (state_ == State::All && !whole && failures_ < policy_.breakAfter) return false;
  if (state_ == State::SlowProbes) {
    refused(ticket, now);
  } else {
    offline_ = outcome.status == 0;
    waitForProbe(now);
  }
  return whole;
}

void Breaker::refused(Ticket ticket, Clock::time_point now) {
  if (ticket != epoch_ && state_ == State::SlowProbes) return;
  if (state_ == State::Nothing) return;
  ++failures_;
  due_ = now + (state_ == State::SlowProbes ? policy_.holdProbe : policy_.holdProbe / 5);
  change(State::SlowProbes);
}

void Breaker::gone() {
  ++failures_;
  change(State::Nothing);
}

void Breaker::hangs(Ticket ticket, Clock::time_point now) {
  if (ticket != epoch_) return;
  ++failures_;
  if (state_ == State::SlowProbes) return refused(ticket, now);
  if (state_ == State::Nothing) return;
  offline_ = false;
  waitForProbe(now);
}

void Breaker::renew() {
  if (state_ != State::SlowProbes && state_ != State::Nothing) return;
  due_ = wished_ = {};
  offline_ = false;
  change(State::Probes);
}

void Breaker::retryNow() {
  wished_ = {};
  if (state_ == State::All) return;
  backoff_.reset();
  due_ = {};
  if (state_ == State::Nothing) change(State::Probes);
}

void Breaker::restoreHold(Clock::time_point due) {
  failures_ = 1;
  due_ = due;
  change(State::SlowProbes);
}

void Breaker::networkIsBack(Clock::time_point now) {
  if (offline()) due_ = std::min(due_, now);
}

void Breaker::change(State state) {
  state_ = state;
  most_ = kAll;
  probing_ = false;
  ++epoch_;
}

void Breaker::waitForProbe(Clock::time_point now) {
  due_ = now + backoff_.next();
  change(State::Probes);
}

}  // namespace herald::core
