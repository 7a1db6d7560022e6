// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/snapshot_book.h"

#include <algorithm>
#include <utility>

namespace herald::core {

/// Releases the events at its end.
class SnapshotBook::Hold {
 public:
  Hold(std::shared_ptr<SnapshotBook> book, Events events) : book_(std::move(book)), events_(std::move(events)) {}
  ~Hold() { book_->release(events_); }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

 private:
  const std::shared_ptr<SnapshotBook> book_;
  const Events events_;
};

SnapshotBook::SnapshotBook(SnapshotPlace place, TimeSource& time)
    : store_(std::move(place)), darkroom_(time), time_(time) {
  if (store_.counts().kept > 0) lookAt_ = time_.now() + kFirstLook;
}

bool SnapshotBook::expect(const std::string& event, Clock::time_point until, Sinks sinks) {
  if (store_.has(event)) return false;
  const MutexLock lock(mutex_);
  const auto [expected, isNew] = expected_.try_emplace(event, Expected{until, {}});
  expected->second.sinks.merge(sinks);
  return isNew;
}

void SnapshotBook::taken(const Events& events, const Jpeg& jpeg) {
  for (const auto& event : events) store_.put(event, jpeg);
  const auto look = time_.now() + kFirstLook;
  expectLook(look);
  end(events);
  expectTidy(look);
}

void SnapshotBook::failed(const Events& events) { end(events); }

void SnapshotBook::end(const Events& events) {
  Sinks sinks;
  {
    const MutexLock lock(mutex_);
    for (const auto& event : events) {
      if (auto expected = expected_.extract(event)) sinks.merge(expected.mapped().sinks);
    }
    ended_.notifyAll();
  }
  const MutexLock hooking(hooking_);
  if (hooks_.wake && !sinks.empty()) hooks_.wake(sinks);
}

Clock::time_point SnapshotBook::until(const std::string& event) const {
  const MutexLock lock(mutex_);
  const auto found = expected_.find(event);
  return found == expected_.end() ? Clock::time_point{} : found->second.until;
}

void SnapshotBook::await(const std::string& event, Clock::time_point deadline) {
  const MutexLock lock(mutex_);
  time_.waitUntil(ended_, mutex_, deadline, [&]() HERALD_REQUIRES(mutex_) { return !expected_.contains(event); });
}

void SnapshotBook::awaitAll(Clock::time_point deadline) {
  const MutexLock lock(mutex_);
  time_.waitUntil(ended_, mutex_, deadline, [this]() HERALD_REQUIRES(mutex_) { return expected_.empty(); });
}

std::shared_ptr<const void> SnapshotBook::hold(const std::shared_ptr<SnapshotBook>& self, Events events) {
  {
    const MutexLock lock(mutex_);
    for (const auto& event : events) ++held_[event];
  }
  return std::make_shared<const Hold>(self, std::move(events));
}

void SnapshotBook::release(const Events& events) {
  const MutexLock lock(mutex_);
  for (const auto& event : events) {
    const auto held = held_.find(event);
    if (--held->second == 0) held_.erase(held);
  }
}

SnapshotBook::Events SnapshotBook::unheld() const {
  auto events = store_.events();
  const MutexLock lock(mutex_);
  std::erase_if(events, [this](const auto& event) HERALD_REQUIRES(mutex_) { return held_.contains(event); });
  return events;
}

Clock::time_point SnapshotBook::lookAt() const {
  const MutexLock lock(mutex_);
  return lookAt_;
}

void SnapshotBook::expectLook(Clock::time_point at) {
  const MutexLock lock(mutex_);
  lookAt_ = std::min(lookAt_, at);
}

void SnapshotBook::beginLook() {
  const MutexLock lock(mutex_);
  lookAt_ = Clock::time_point::max();
}

void SnapshotBook::connect(SnapshotHooks hooks) {
  const MutexLock hooking(hooking_);
  hooks_ = std::move(hooks);
}

void SnapshotBook::expectWatch(Clock::time_point when) {
  const MutexLock hooking(hooking_);
  if (hooks_.expectWatch) hooks_.expectWatch(when);
}

void SnapshotBook::expectTidy(Clock::time_point when) {
  const MutexLock hooking(hooking_);
  if (hooks_.expectTidy) hooks_.expectTidy(when);
}

void SnapshotBook::count(const std::string& source, bool taken, const std::string& problem) {
  const MutexLock lock(mutex_);
  auto& counts = counts_[source];
  ++(taken ? counts.taken : counts.failed);
  counts.problem = taken ? std::string() : problem;
}

CameraCounts SnapshotBook::countsOf(const std::string& source) const {
  const MutexLock lock(mutex_);
  const auto found = counts_.find(source);
  return found == counts_.end() ? CameraCounts{} : found->second;
}

}  // namespace herald::core
