// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/line.h"

#include <functional>
#include <set>
#include <utility>

namespace herald::core {

namespace {

/// What a newer event has to have in common with an older one to replace it; 0 if none replaces it.
std::size_t topicOf(const Event& event) {
  if (event.category != Category::Progress) return 0;
  return std::hash<std::string>()(event.type + '\n' + event.subject) | 1;
}

}  // namespace

Line::Line(std::string device, const RetryPolicy& policy)
    : device_(std::move(device)), backoff_(policy.first, policy.most) {}

void Line::add(Delivery delivery) {
  const auto& event = *delivery.event;
  queue_.push_back({delivery.sequence, delivery.accepted, topicOf(event), delivery.attempts, event.category});
  ++countOf(event.category);
  if (queue_.size() == 1) head_ = std::move(delivery);
}

void Line::setHead(Delivery delivery) {
  head_ = std::move(delivery);
  head_.attempts = queue_.front().attempts;
}

void Line::pop() {
  --countOf(queue_.front().category);
  queue_.pop_front();
  forgetHead();
  backoff_.reset();
}

Urgency Line::urgency() const {
  for (const auto urgency : {Urgency::Urgent, Urgency::Usual}) {
    if (counts_.at(static_cast<std::size_t>(urgency)) > 0) return urgency;
  }
  return Urgency::Latest;
}

void Line::fail(const Ending& failure) {
  head_.attempts = ++queue_.front().attempts;
  failure_ = failure;
}

// A successor of the head waits as long as the head would have.
std::vector<std::uint64_t> Line::replace(bool onlyFailed) {
  std::set<std::size_t> newer;
  std::vector<std::uint64_t> replaced;
  for (auto i = queue_.size(); i-- > (taken_ ? 1 : 0);) {
    auto& older = queue_[i];
    if (older.topic == 0 || newer.insert(older.topic).second || (onlyFailed && older.attempts == 0)) continue;
    --countOf(older.category);
    replaced.push_back(std::exchange(older.sequence, 0));
  }
  if (replaced.empty()) return replaced;
  if (queue_.front().sequence == 0) forgetHead();
  std::erase_if(queue_, [](const Waiting& one) { return one.sequence == 0; });
  return replaced;
}

void Line::forgetHead() {
  head_ = {};
  failure_ = {};
  refusedAt.reset();
  unansweredAt.reset();
  alone = false;
}

}  // namespace herald::core
