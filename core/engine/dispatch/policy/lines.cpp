// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/lines.h"

#include <algorithm>
#include <set>
#include <utility>

namespace herald::core {

Lines::Lines(std::string sink, const RetryPolicy& policy) : sink_(std::move(sink)), policy_(policy) {}

void Lines::setPolicy(const RetryPolicy& policy) {
  policy_ = policy;
  expiry_ = {};  // unknown: request() finds out
}

void Lines::add(std::vector<Delivery> deliveries) {
  std::set<Line*> withProgress;
  for (auto& delivery : deliveries) {
    const bool isProgress = delivery.event->category == Category::Progress;
    auto& line = add(std::move(delivery));
    if (isProgress) withProgress.insert(&line);
  }
  for (auto* line : withProgress) replace(*line);
}

Line& Lines::add(Delivery delivery) {
  const auto& device = delivery.event->device;
  const auto found = lines_.find(device);
  if (found != lines_.end()) {
    auto& line = found->second;
    line.add(std::move(delivery));
    if (line.place && line.place->urgency != line.urgency()) {
      line.place = ready_.change(*line.place, line.urgency());
    }
    return line;
  }
  auto& line = lines_.try_emplace(device, device, sink_, policy_).first->second;
  line.add(std::move(delivery));
  queueUp(line);
  return line;
}

void Lines::startDue(Clock::time_point now) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    auto* line = waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    queueUp(*line);
  }
}

std::optional<Urgency> Lines::urgency(Clock::time_point now) {
  startDue(now);
  return ready_.empty() ? std::nullopt : std::optional(ready_.next(!healthy_).urgency());
}

// While the sink is not healthy, each probe is for another device, however urgent it is: one bad delivery cannot stop
// the rest.
Line* Lines::next(Clock::time_point now) {
  startDue(now);
  while (!ready_.empty()) {
    auto* line = &ready_.take(!healthy_);
    line->place.reset();
    if (!line->hasHead()) {  // a newer delivery has replaced it
      line->keepsTurn = true;
      unread_.push_back(line);
    } else if (expiryOf(*line) <= now) {
      tooOld_.push_back(line);
    } else if (!awaitPicture(*line, now)) {
      line->setTaken(true);
      return line;
    }
  }
  return nullptr;
}

Clock::time_point Lines::due() const {
  if (!ready_.empty()) return {};
  return waiting_.empty() ? Clock::time_point::max() : waiting_.begin()->first;
}

void Lines::done(Line& line) {
  line.setTaken(false);
  line.pop();
  queueUp(line);
}

void Lines::skip(Line& line) {
  line.setTaken(false);
  line.pop();
  if (line.empty()) return erase(line);
  line.keepsTurn = true;
  unread_.push_front(&line);
}

void Lines::again(Line& line, const Ending& failure) {
  fail(line, failure);
  queueUp(line);
}

Millis Lines::later(Line& line, const Ending& failure, Clock::time_point now) {
  const auto wait = line.nextWait();
  later(line, failure, now, wait);
  return wait;
}

void Lines::later(Line& line, const Ending& failure, Clock::time_point now, Millis wait) {
  fail(line, failure);
  waiting_.emplace(now + wait, &line);
  watchAge(line);
}

void Lines::fail(Line& line, const Ending& failure) {
  line.setTaken(false);
  line.fail(failure);
  replace(line);
}

void Lines::release() {
  for (const auto& [due, line] : std::exchange(waiting_, {})) {
    if (line->alone) {
      waiting_.emplace(due, line);
    } else {
      queueUp(*line);
    }
  }
}

void Lines::releaseAll() {
  for (const auto& [due, line] : std::exchange(waiting_, {})) queueUp(*line);
}

/// Nothing is due before the picture: so it holds up no worker and no other device.
bool Lines::awaitPicture(Line& line, Clock::time_point now) {
  const auto until = pictureWait_ ? pictureWait_(line.headEvent()) : Clock::time_point{};
  if (until <= now) return false;
  line.awaitsPicture = true;
  waiting_.emplace(until, &line);
  watchAge(line);
  return true;
}

void Lines::picturesCame() {
  for (const auto& [due, line] : std::exchange(waiting_, {})) {
    if (line->awaitsPicture) {
      queueUp(*line);
    } else {
      waiting_.emplace(due, line);
    }
  }
}

void Lines::setStanding(bool healthy, bool slowed) {
  healthy_ = healthy;
  const bool sendsAll = healthy && !slowed;
  if (std::exchange(sendsAll_, sendsAll) == sendsAll || sendsAll) return;
  for (auto& [device, line] : lines_) replace(line);
}

void Lines::replace(Line& line) {
  const auto replaced = line.replace(sendsAll_);
  replaced_.insert(replaced_.end(), replaced.begin(), replaced.end());
  if (!replaced.empty()) watchAge(line);
}

/// Behind the other lines.
void Lines::queueUp(Line& line) {
  line.awaitsPicture = false;
  if (line.empty()) return erase(line);
  if (!line.hasHead()) return unread_.push_back(&line);
  line.place = ready_.add(line, line.urgency());
  watchAge(line);
}

/// The event of its head is here.
void Lines::makeReady(Line& line, Clock::time_point now) {
  const bool keepsTurn = std::exchange(line.keepsTurn, false);
  if (expiryOf(line) <= now) return tooOld_.push_back(&line);
  line.place = keepsTurn ? ready_.addFirst(line, line.urgency()) : ready_.add(line, line.urgency());
  watchAge(line);
}

bool Lines::wantsOutbox() const {
  return !tooOld_.empty() || !unread_.empty() || (!replaced_.empty() && !replacedUnreadable_);
}

std::optional<OutboxRequest> Lines::request(Clock::time_point now) {
  findTooOld(now);
  if (auto end = endTooOld(now)) return end;
  if (!unread_.empty()) {
    asked_ = unread_.front();
    unread_.pop_front();
    return OutboxRequest{.kind = OutboxRequest::Kind::ReadOne, .sequence = asked_->first().sequence};
  }
  if (replaced_.empty() || replacedUnreadable_) return std::nullopt;
  return OutboxRequest{.kind = OutboxRequest::Kind::Replace, .sequence = replaced_.front()};
}

void Lines::answer(const OutboxRequest& request, OutboxAnswer answer, Clock::time_point now) {
  if (request.kind == OutboxRequest::Kind::Replace) {
    replacedUnreadable_ = !answer.readable;
    if (answer.readable) replaced_.pop_front();
    return;
  }
  auto& line = *std::exchange(asked_, nullptr);
  if (request.kind == OutboxRequest::Kind::EndByAge) return done(line);
  headRead(line, request, std::move(answer), now);
}

void Lines::headRead(Line& line, const OutboxRequest& request, OutboxAnswer answer, Clock::time_point now) {
  if (line.first().sequence != request.sequence) return unread_.push_front(&line);  // it has another head now
  if (!answer.readable) return unreadable_.push_back(&line);
  if (!answer.deliveries.empty()) {
    line.setHead(std::move(answer.deliveries.front()));
    return makeReady(line, now);
  }
  line.pop();
  if (line.empty()) return erase(line);
  unread_.push_front(&line);
}

void Lines::retryUnreadable() {
  replacedUnreadable_ = false;
  for (auto* line : std::exchange(unreadable_, {})) unread_.push_back(line);
}

void Lines::findTooOld(Clock::time_point now) {
  if (now < expiry_) return;
  expiry_ = Clock::time_point::max();
  for (auto* line : ready_.takeAll()) {
    line->place.reset();
    if (expiryOf(*line) <= now) {
      tooOld_.push_back(line);
    } else {
      queueUp(*line);
    }
  }
  for (const auto& [due, line] : std::exchange(waiting_, {})) {
    if (expiryOf(*line) <= now) {
      tooOld_.push_back(line);
    } else {
      waiting_.emplace(due, line);
      watchAge(*line);
    }
  }
}

std::optional<OutboxRequest> Lines::endTooOld(Clock::time_point now) {
  while (!tooOld_.empty()) {
    auto* line = tooOld_.front();
    tooOld_.pop_front();
    if (!line->hasHead() || expiryOf(*line) > now) {
      queueUp(*line);
      continue;
    }
    line->setTaken(true);
    asked_ = line;
    auto tooOld = std::make_shared<const OutboxRequest::TooOld>(
        OutboxRequest::TooOld{line->head(), line->failure(), AgeRule(policy_.ages)});
    return OutboxRequest{OutboxRequest::Kind::EndByAge, line->first().sequence, std::move(tooOld)};
  }
  return std::nullopt;
}

void Lines::watchAge(const Line& line) { expiry_ = std::min(expiry_, expiryOf(line)); }

Clock::time_point Lines::expiryOf(const Line& line) const {
  return AgeRule(policy_.ages).expiry(line.first().category, line.first().accepted);
}

void Lines::erase(const Line& line) { lines_.erase(lines_.find(line.device())); }

}  // namespace herald::core
