#include "core/dispatch/lines.h"

#include <algorithm>
#include <utility>

namespace herald::core {

namespace {

constexpr std::size_t kChunk = 256;

}  // namespace

Lines::Lines(Outbox& outbox, std::string sink, const RetryPolicy& policy)
    : outbox_(outbox), sink_(std::move(sink)), policy_(policy) {}

void Lines::setPolicy(const RetryPolicy& policy) {
  policy_ = policy;
  expiry_ = {};  // unknown: expire() finds out
}

void Lines::read(std::uint64_t last) {
  for (;;) {
    auto chunk = outbox_.waiting(sink_, read_, kChunk);
    for (auto& delivery : chunk) {
      if (delivery.sequence > last) return;
      read_ = delivery.sequence;
      add(std::move(delivery));
    }
    if (chunk.size() < kChunk) return;
  }
}

void Lines::add(Delivery delivery) {
  auto found = lines_.find(delivery.event->device);
  if (found == lines_.end()) {
    found = lines_.emplace(delivery.event->device, Line(policy_)).first;
    found->second.device_ = &found->first;
    ready_.push_back(&found->second);
  }
  auto& line = found->second;
  replace(line, *delivery.event, line.queue_.size());
  take(line, std::move(delivery));
  watchHead(line);
}

bool Lines::take(Line& line, Delivery delivery) {
  if (line.unread_ != 0) return false;
  if (line.queue_.size() >= kWindow) {
    line.unread_ = delivery.sequence;
    return false;
  }
  line.queue_.push_back(std::move(delivery));
  return true;
}

Lines::Line* Lines::next(Clock::time_point now) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    ready_.push_back(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
  if (ready_.empty()) return nullptr;
  auto* line = ready_.front();
  ready_.pop_front();
  line->taken_ = true;
  return line;
}

Clock::time_point Lines::due() const {
  if (!ready_.empty()) return {};
  return waiting_.empty() ? Clock::time_point::max() : waiting_.begin()->first;
}

void Lines::done(Line& line) {
  line.taken_ = false;
  pop(line);
  queueUp(line);
}

void Lines::pop(Line& line) {
  line.queue_.pop_front();
  line.failure_ = {};
  line.refusedAt.reset();
  line.backoff_.reset();
  if (line.queue_.empty() && line.unread_ != 0) readAgain(line);
  if (!line.queue_.empty()) watchHead(line);
}

void Lines::queueUp(Line& line) {
  if (line.queue_.empty()) {
    lines_.erase(lines_.find(*line.device_));
  } else {
    ready_.push_back(&line);
  }
}

void Lines::readAgain(Line& line) {
  auto after = std::exchange(line.unread_, 0) - 1;
  for (;;) {
    auto chunk = outbox_.waiting(sink_, after, kWindow);
    for (auto& delivery : chunk) {
      after = delivery.sequence;
      if (after > read_) return;
      if (delivery.event->device != *line.device_) continue;
      replace(line, *delivery.event, line.queue_.size());
      if (!take(line, std::move(delivery))) return;
    }
    if (chunk.size() < kWindow) return;
  }
}

void Lines::again(Line& line, const Ending& failure) {
  failed(line, failure);
  ready_.push_back(&line);
}

Millis Lines::later(Line& line, const Ending& failure, Clock::time_point now) {
  const auto wait = line.backoff_.next();
  later(line, failure, now, wait);
  return wait;
}

void Lines::later(Line& line, const Ending& failure, Clock::time_point now, Millis wait) {
  failed(line, failure);
  waiting_.emplace(now + wait, &line);
}

void Lines::failed(Line& line, const Ending& failure) {
  line.taken_ = false;
  ++line.queue_.front().attempts;
  line.failure_ = failure;
  collapse(line);
  watchHead(line);
}

void Lines::releaseAll() {
  for (const auto& [due, line] : waiting_) ready_.push_back(line);
  waiting_.clear();
}

}  // namespace herald::core
