#include "engine/dispatch/policy/lines.h"

#include <functional>
#include <set>
#include <utility>

namespace herald::core {

namespace {

constexpr std::size_t kSlice = 256;

/// What a newer event has to have in common with an older one to replace it; 0 if none replaces it.
std::size_t topicOf(const Event& event) {
  if (event.category != Category::Progress) return 0;
  return std::hash<std::string>()(event.type + '\n' + event.subject) | 1;
}

}  // namespace

Lines::Lines(Outbox& outbox, std::string sink, const RetryPolicy& policy)
    : outbox_(outbox), sink_(std::move(sink)), policy_(policy) {}

void Lines::setPolicy(const RetryPolicy& policy) {
  policy_ = policy;
  expiry_ = {};  // unknown: expire() finds out
}

void Lines::read(std::uint64_t last) {
  while (readSlice(last)) {
  }
}

bool Lines::readSlice(std::uint64_t last) {
  for (auto* line : std::exchange(unread_, {})) {
    ready_.push_back(line);
    watchHead(*line);
  }
  std::vector<Delivery> slice;
  try {
    slice = outbox_.waiting(sink_, read_, kSlice);
  } catch (const Unreadable&) {
    return false;
  }
  std::set<Line*> withProgress;
  bool more = slice.size() == kSlice;
  for (auto& delivery : slice) {
    more = more && delivery.sequence < last;
    if (delivery.sequence > last) break;
    read_ = delivery.sequence;
    auto& line = add(std::move(delivery));
    if (line.queue_.back().topic != 0) withProgress.insert(&line);
  }
  for (auto* line : withProgress) collapse(*line);
  return more;
}

Lines::Line& Lines::add(Delivery delivery) {
  const auto& event = *delivery.event;
  auto found = lines_.find(event.device);
  if (found == lines_.end()) {
    found = lines_.emplace(event.device, Line(policy_)).first;
    found->second.device_ = &found->first;
    ready_.push_back(&found->second);
  }
  auto& line = found->second;
  line.queue_.push_back({delivery.sequence, delivery.accepted, topicOf(event), delivery.attempts, event.category});
  if (line.queue_.size() == 1) {
    line.head_ = std::move(delivery);
    watchHead(line);
  }
  return line;
}

/// Without an event if it has ended; null if the disk does not give it now.
std::optional<Delivery> Lines::fetch(const Waiting& one) const try {
  auto found = outbox_.waiting(sink_, one.sequence - 1, 1);
  if (found.empty() || found.front().sequence != one.sequence) return Delivery{};
  found.front().attempts = one.attempts;
  return std::move(found.front());
} catch (const Unreadable&) {
  return std::nullopt;
}

Lines::Head Lines::fetchHead(Line& line) const {
  if (line.head_.event) return Head::There;
  auto head = fetch(line.queue_.front());
  line.unreadable_ = !head;
  if (!head) return Head::Unreadable;
  line.head_ = std::move(*head);
  return line.head_.event ? Head::There : Head::Ended;
}

Lines::Line* Lines::next(Clock::time_point now) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    ready_.push_back(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
  while (!ready_.empty() && now < expiry_) {
    auto* line = ready_.front();
    ready_.pop_front();
    const auto head = fetchHead(*line);
    line->taken_ = head == Head::There;
    if (line->taken_) return line;
    head == Head::Ended ? skip(*line) : queueUp(*line);
  }
  return nullptr;
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

void Lines::skip(Line& line) {
  line.taken_ = false;
  pop(line);
  if (line.queue_.empty()) {
    lines_.erase(lines_.find(*line.device_));
  } else {
    ready_.push_front(&line);
  }
}

void Lines::pop(Line& line) {
  line.queue_.pop_front();
  forgetHead(line);
  line.backoff_.reset();
  if (!line.queue_.empty()) watchHead(line);
}

void Lines::queueUp(Line& line) {
  if (line.queue_.empty()) {
    lines_.erase(lines_.find(*line.device_));
  } else {
    (std::exchange(line.unreadable_, false) ? unread_ : ready_).push_back(&line);
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
  line.head_.attempts = ++line.queue_.front().attempts;
  line.failure_ = failure;
  collapse(line);
  watchHead(line);
}

void Lines::release() {
  for (const auto& [due, line] : std::exchange(waiting_, {})) {
    if (line->alone) {
      waiting_.emplace(due, line);
    } else {
      ready_.push_back(line);
    }
  }
}

void Lines::releaseAll() {
  for (const auto& [due, line] : waiting_) ready_.push_back(line);
  waiting_.clear();
}

}  // namespace herald::core
