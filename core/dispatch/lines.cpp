#include "core/dispatch/lines.h"

#include <utility>

namespace herald::core {

namespace {

constexpr std::size_t kChunk = 256;

}  // namespace

Lines::Lines(const Outbox& outbox, std::string sink, const RetryPolicy& policy)
    : outbox_(outbox), sink_(std::move(sink)), policy_(policy) {}

void Lines::read() {
  for (;;) {
    auto chunk = outbox_.waiting(sink_, read_, kChunk);
    for (auto& delivery : chunk) {
      read_ = delivery.sequence;
      add(std::move(delivery));
    }
    if (chunk.size() < kChunk) return;
  }
}

void Lines::add(Delivery delivery) {
  const auto& device = delivery.event->device;
  auto found = lines_.find(device);
  if (found == lines_.end()) {
    found = lines_.emplace(device, Line(policy_)).first;
    ready_.push_back(&found->second);
  }
  take(found->second, std::move(delivery));
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
  return line;
}

Clock::time_point Lines::due() const {
  if (!ready_.empty()) return {};
  return waiting_.empty() ? Clock::time_point::max() : waiting_.begin()->first;
}

void Lines::done(Line& line) {
  const auto event = line.head().event;
  line.queue_.pop_front();
  line.attempts_ = 0;
  line.backoff_.reset();
  if (line.queue_.empty() && line.unread_ != 0) readAgain(line, event->device);
  if (line.queue_.empty()) {
    lines_.erase(event->device);
  } else {
    ready_.push_back(&line);
  }
}

void Lines::readAgain(Line& line, const std::string& device) {
  auto after = std::exchange(line.unread_, 0) - 1;
  for (;;) {
    auto chunk = outbox_.waiting(sink_, after, kWindow);
    for (auto& delivery : chunk) {
      after = delivery.sequence;
      if (after > read_) return;
      if (delivery.event->device == device && !take(line, std::move(delivery))) return;
    }
    if (chunk.size() < kWindow) return;
  }
}

void Lines::again(Line& line) {
  ++line.attempts_;
  ready_.push_back(&line);
}

Millis Lines::later(Line& line, Clock::time_point now) {
  ++line.attempts_;
  const auto wait = line.backoff_.next();
  waiting_.emplace(now + wait, &line);
  return wait;
}

void Lines::releaseAll() {
  for (const auto& [due, line] : waiting_) ready_.push_back(line);
  waiting_.clear();
}

}  // namespace herald::core
