// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/custody_desk.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace herald::core {

namespace {

constexpr int kMostInARow = 256;  // told, while something has to be saved

}  // namespace

/// The desk guards it.
struct CustodyDesk::Group {
  std::size_t left = 0;   // events that are not told, and not given back
  bool isClosed = false;  // the source hears nothing more of it
};

void CustodyDesk::Item::begun() {
  const MutexLock lock(desk_->mutex_);
  ++left_;
}

void CustodyDesk::Item::ended(End end) {
  const MutexLock lock(desk_->mutex_);
  if (end == End::InOutbox) ++desk_->counts_.movedToOutbox;
  isLost_ |= end == End::GivenBack;
  desk_->end(*this);
}

void CustodyDesk::Item::mustBeSaved() {
  const MutexLock lock(desk_->mutex_);
  desk_->saveAt_ = Clock::time_point::min();
  desk_->changed_.notifyAll();
}

/// One part of the event has ended.
void CustodyDesk::end(Item& item) {
  if (--item.left_ > 0 || stopped_) return;
  auto self = item.shared_from_this();
  if (item.isLost_ || item.group_->isClosed) {
    if (!item.group_->isClosed) {  // otherwise it is counted already
      --item.group_->left;
      --counts_.held;
      ++counts_.givenBack;
    }
    gone_.push_back(std::move(self));
    left_.notifyAll();
  } else {
    settled_.push_back(std::move(self));
    changed_.notifyAll();
  }
}

CustodyDesk::Items CustodyDesk::open(std::string_view group, std::span<const HeldEvent> events,
                                     std::optional<Millis> atMost) {
  const MutexLock lock(mutex_);
  auto found = groups_.find(group);
  if (found == groups_.end()) found = groups_.emplace(std::string(group), std::make_shared<Group>()).first;
  Items items;
  items.reserve(events.size());
  for (const auto& event : events) {
    items.push_back(std::make_shared<Item>(shared_from_this(), found->second, event, atMost));
  }
  found->second->left += events.size();
  counts_.held += events.size();
  return items;
}

void CustodyDesk::published(const Items& items, bool keepsTimers, Clock::time_point now) {
  const MutexLock lock(mutex_);
  if (!items.empty() && items.front()->atMost()) saveAt_ = std::min(saveAt_, now + *items.front()->atMost());
  if (keepsTimers) {
    unsaved_.insert(unsaved_.end(), items.begin(), items.end());
    saveAt_ = Clock::time_point::min();
  } else {
    for (const auto& item : items) end(*item);
  }
  changed_.notifyAll();
}

void CustodyDesk::refused(const Items& items) {
  const MutexLock lock(mutex_);
  for (const auto& item : items) {
    if (item->group_->isClosed) continue;
    --item->group_->left;
    --counts_.held;
  }
  left_.notifyAll();
}

std::shared_ptr<CustodyDesk::Group> CustodyDesk::leave(std::string_view group) {
  const MutexLock lock(mutex_);
  const auto found = groups_.find(group);
  if (found == groups_.end()) return nullptr;
  auto left = std::move(found->second);
  groups_.erase(found);
  std::erase_if(leaving_, [](const auto& one) { return one.expired(); });
  leaving_.push_back(left);
  return left;
}

bool CustodyDesk::awaitEnd(const std::shared_ptr<Group>& group, TimeSource& time, Clock::time_point deadline) {
  const MutexLock lock(mutex_);
  if (stopped_) return false;
  const auto isOver = [&]() HERALD_REQUIRES(mutex_) { return group->left == 0 || group->isClosed || stopped_; };
  for (;;) {
    const auto until = std::min(deadline, latest_);
    const auto isHurried = [&]() HERALD_REQUIRES(mutex_) { return latest_ < until; };
    const bool isEarly =
        time.waitUntil(left_, mutex_, until, [&]() HERALD_REQUIRES(mutex_) { return isOver() || isHurried(); });
    if (!isEarly || !isHurried()) return isEarly;
  }
}

void CustodyDesk::hurry(Clock::time_point latest) {
  const MutexLock lock(mutex_);
  latest_ = std::min(latest_, latest);
  left_.notifyAll();
}

void CustodyDesk::giveBack(Group& group) {
  if (group.isClosed) return;
  group.isClosed = true;
  counts_.held -= group.left;
  counts_.givenBack += group.left;
  const auto isOther = [&group](const auto& item) { return item->group_.get() != &group; };
  const auto move = [&isOther](auto& items, Items& to) {
    const auto first = std::stable_partition(items.begin(), items.end(), isOther);
    std::move(first, items.end(), std::back_inserter(to));
    items.erase(first, items.end());
  };
  move(settled_, gone_);
  move(unsaved_, gone_);
}

void CustodyDesk::close(const std::shared_ptr<Group>& group) {
  const MutexLock lock(mutex_);
  giveBack(*group);
  left_.wait(mutex_, [&]() HERALD_REQUIRES(mutex_) { return telling_ != group.get(); });
}

void CustodyDesk::closeAll() {
  const MutexLock lock(mutex_);
  for (const auto& [name, group] : groups_) giveBack(*group);
  for (const auto& one : leaving_) {
    if (const auto group = one.lock()) giveBack(*group);
  }
  groups_.clear();
  leaving_.clear();
  left_.notifyAll();
  left_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return telling_ == nullptr || stopped_; });
}

CustodyDesk::Work CustodyDesk::awaitWork(TimeSource& time) {
  Items gone;
  const MutexLock lock(mutex_);
  gone.swap(gone_);
  while (!stopped_ && settled_.empty() && saveAt_ > time.now()) {
    const auto until = saveAt_;
    time.waitUntil(changed_, mutex_, until,
                   [&]() HERALD_REQUIRES(mutex_) { return stopped_ || !settled_.empty() || saveAt_ != until; });
  }
  if (stopped_) return {.stop = true};
  const bool mustSave = settled_.empty() || (inARow_ >= kMostInARow && saveAt_ <= time.now());
  inARow_ = mustSave ? 0 : inARow_ + 1;
  if (mustSave) {
    saveAt_ = Clock::time_point::max();
    return {.save = true};
  }
  Work work{.settled = std::move(settled_.front())};
  settled_.pop_front();
  telling_ = work.settled->group_.get();
  return work;
}

void CustodyDesk::told(const Item& item) {
  const MutexLock lock(mutex_);
  telling_ = nullptr;
  auto& group = *item.group_;
  if (!group.isClosed) {
    --group.left;
    --counts_.held;
    ++counts_.settled;
  }
  left_.notifyAll();
}

void CustodyDesk::saved(Clock::time_point next) {
  const MutexLock lock(mutex_);
  saveAt_ = std::min(saveAt_, next);
}

CustodyDesk::Items CustodyDesk::takeUnsaved() {
  const MutexLock lock(mutex_);
  return std::exchange(unsaved_, {});
}

void CustodyDesk::keepUnsaved(Items items) {
  const MutexLock lock(mutex_);
  for (auto& item : items) {
    if (!item->group_->isClosed) unsaved_.push_back(std::move(item));
  }
}

bool CustodyDesk::stop() {
  Items gone, unsaved;
  std::deque<std::shared_ptr<Item>> settled;
  const MutexLock lock(mutex_);
  stopped_ = true;
  gone.swap(gone_);
  unsaved.swap(unsaved_);
  settled.swap(settled_);
  changed_.notifyAll();
  left_.notifyAll();
  return telling_ == nullptr;
}

CustodyCounts CustodyDesk::counts() const {
  const MutexLock lock(mutex_);
  return counts_;
}

}  // namespace herald::core
