// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/line.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <utility>

namespace herald::core {

namespace {

constexpr std::size_t kStep = 4;  // deliveries for which a short line makes room

/// What a newer event has to have in common with an older one to replace it; 0 if none replaces it.
std::uint32_t topicOf(const Event& event) {
  if (event.category != Category::Progress) return 0;
  return static_cast<std::uint32_t>(std::hash<std::string>()(event.type + '\n' + event.subject) % 0xFFFFFFFF) + 1;
}

}  // namespace

Line::Line(std::string device, const std::string& sink, const RetryPolicy& policy)
    : device_(std::move(device)), sink_(sink), backoff_(policy.first, policy.most) {}

Delivery Line::head() const {
  const auto& first = this->first();
  return {.sequence = first.sequence,
          .sink = sink_,
          .event = event_,
          .accepted = first.accepted,
          .attempts = first.attempts};
}

Ending Line::failure() const { return failure_ ? *failure_ : Ending(); }

void Line::add(Delivery delivery) {
  const auto& event = *delivery.event;
  if (queue_.size() == queue_.capacity()) queue_.reserve(queue_.size() + std::max(kStep, queue_.size() / 4));
  auto& last = queue_.emplace_back(Waiting{delivery.sequence, delivery.accepted, topicOf(event)});
  last.attempts = delivery.attempts;
  last.category = event.category;
  ++countOf(event.category);
  if (queue_.size() - gone_ == 1) event_ = std::move(delivery.event);
}

void Line::setHead(Delivery delivery) { event_ = std::move(delivery.event); }

void Line::pop() {
  --countOf(first().category);
  ++gone_;
  tidy();
  forgetHead();
  backoff_.reset();
}

/// Removes what has ended once that is half of it: so a long line moves each delivery about once. Gives back room.
void Line::tidy() {
  if (gone_ * 2 < queue_.size()) return;
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(gone_));
  gone_ = 0;
  if (queue_.capacity() > 2 * queue_.size() + kStep) queue_.shrink_to_fit();
}

Urgency Line::urgency() const {
  for (const auto urgency : {Urgency::Urgent, Urgency::Usual}) {
    if (counts_.at(static_cast<std::size_t>(urgency)) > 0) return urgency;
  }
  return Urgency::Latest;
}

void Line::fail(const Ending& failure) {
  queue_[gone_].attempts += 1;
  failure_ = std::make_unique<const Ending>(failure);
}

// A successor of the head waits as long as the head would have.
std::vector<std::uint64_t> Line::replace(bool onlyFailed) {
  std::set<std::uint32_t> newer;
  std::vector<std::uint64_t> replaced;
  for (auto i = queue_.size(); i-- > gone_ + (taken_ ? 1 : 0);) {
    auto& older = queue_[i];
    if (older.topic == 0 || newer.insert(older.topic).second || (onlyFailed && older.attempts == 0)) continue;
    --countOf(older.category);
    replaced.push_back(std::exchange(older.sequence, 0));
  }
  if (replaced.empty()) return replaced;
  if (first().sequence == 0) forgetHead();
  std::erase_if(queue_, [](const Waiting& one) { return one.sequence == 0; });
  return replaced;
}

void Line::forgetHead() {
  event_.reset();
  failure_.reset();
  refusedAt.reset();
  unansweredAt.reset();
  alone = false;
}

}  // namespace herald::core
