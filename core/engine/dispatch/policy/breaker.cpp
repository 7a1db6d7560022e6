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
  if (state_ == State::Open) return wished_;
  return state_ == State::Gone || probing_ ? Clock::time_point::max() : std::max(due_, wished_);
}

bool Breaker::offline() const { return state_ == State::Waiting && offline_; }

Breaker::Ticket Breaker::begin() {
  probing_ = state_ != State::Open;
  return epoch_;
}

bool Breaker::succeeded(Ticket ticket) {
  if (ticket != epoch_) return false;
  failures_ = 0;
  backoff_.reset();
  if (state_ == State::Open) {
    most_ = most_ > kAll / 2 ? kAll : most_ * 2;
    return false;
  }
  change(State::Open);
  most_ = 2;
  return true;
}

bool Breaker::failed(Ticket ticket, const Outcome& outcome, Clock::time_point now, bool fault) {
  const auto wish = std::min(outcome.retryAfter, kMostRetryAfter);
  const bool whole = (outcome.status == 0 && !fault) || outcome.status == kTooManyRequests || wish > Millis(0);
  wished_ = std::max(wished_, now + wish);
  if (ticket != epoch_) return whole;
  ++failures_;
  if (state_ == State::Open && !whole && failures_ < policy_.breakAfter) return false;
  if (state_ == State::Holding) {
    refused(ticket, now);
  } else {
    offline_ = outcome.status == 0;
    close(now);
  }
  return whole;
}

void Breaker::refused(Ticket ticket, Clock::time_point now) {
  if (ticket != epoch_ && state_ == State::Holding) return;
  if (state_ == State::Gone) return;
  ++failures_;
  due_ = now + (state_ == State::Holding ? policy_.holdProbe : policy_.holdProbe / 5);
  change(State::Holding);
}

void Breaker::gone() {
  ++failures_;
  change(State::Gone);
}

void Breaker::hangs(Clock::time_point now) {
  ++failures_;
  if (state_ == State::Holding) return refused(epoch_, now);
  if (state_ == State::Gone) return;
  offline_ = false;
  close(now);
}

void Breaker::renew() {
  if (state_ != State::Holding && state_ != State::Gone) return;
  due_ = wished_ = {};
  offline_ = false;
  change(State::Waiting);
}

void Breaker::retryNow() {
  wished_ = {};
  if (state_ == State::Open) return;
  backoff_.reset();
  due_ = {};
  if (state_ == State::Gone) change(State::Waiting);
}

void Breaker::restoreHold(Clock::time_point due) {
  failures_ = 1;
  due_ = due;
  change(State::Holding);
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

void Breaker::close(Clock::time_point now) {
  due_ = now + backoff_.next();
  change(State::Waiting);
}

}  // namespace herald::core
