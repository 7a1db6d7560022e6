// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/event_bus/custody_counts.h"
#include "engine/outbox/holding.h"
#include "herald/custody.h"
#include "herald/mutex.h"

namespace herald::core {

/// The events of one source that are in custody: by group, how much of each is left, and those that are settled and
/// that the source has not been told of. It has no thread, and calls nothing outside. So the outbox may report to it
/// under its lock. Every thread may call it.
class CustodyDesk : public std::enable_shared_from_this<CustodyDesk> {
 public:
  class Item;
  struct Group;
  using Items = std::vector<std::shared_ptr<Item>>;

  /// Takes in the events of one publication. They cannot end before published().
  Items open(std::string_view group, std::span<const HeldEvent> events, std::optional<Millis> atMost);

  /// The outbox has them. `now` is when it got them; `keepsTimers`: transforms keep something of them for later.
  void published(const Items& items, bool keepsTimers, Clock::time_point now);

  /// The outbox has not accepted them.
  void refused(const Items& items);

  /// Gives a group away: its name is free. Null if there is none.
  std::shared_ptr<Group> leave(std::string_view group);

  /// Waits until nothing of the group is left; false if `deadline` comes first, or what hurry() says.
  bool awaitEnd(const std::shared_ptr<Group>& group, TimeSource& time, Clock::time_point deadline);

  /// No awaitEnd() lasts beyond `latest`, also none that has begun. A later time than before changes nothing.
  void hurry(Clock::time_point latest);

  /// Tells the source nothing more of a group. If it is being told, waits for the end of that.
  void close(const std::shared_ptr<Group>& group);

  /// The same for all groups; nothing is in custody then.
  void closeAll();

  /// What the thread of the source has to do.
  struct Work {
    std::shared_ptr<Item> settled{};  ///< tell the source of this one, then call told()
    bool save = false;                ///< call Outbox::saveHeld, then saved()
    bool stop = false;                ///< it is over
  };
  Work awaitWork(TimeSource& time);
  void told(const Item& item);
  void saved(Clock::time_point next);  ///< `next`: when to save again

  /// Those of which a transform keeps something that is not safe yet. End them when it is, or keep them for later.
  Items takeUnsaved();
  void keepUnsaved(Items items);

  /// The thread has to end. Returns false if it is telling the source of something.
  bool stop();

  CustodyCounts counts() const;

 private:
  void end(Item& item) HERALD_REQUIRES(mutex_);
  void giveBack(Group& group) HERALD_REQUIRES(mutex_);

  mutable Mutex mutex_{};
  Condition changed_{};  // for the thread
  Condition left_{};     // something has gone, or was told
  std::map<std::string, std::shared_ptr<Group>, std::less<>> groups_ HERALD_GUARDED_BY(mutex_){};
  std::vector<std::weak_ptr<Group>> leaving_ HERALD_GUARDED_BY(mutex_){};
  std::deque<std::shared_ptr<Item>> settled_ HERALD_GUARDED_BY(mutex_){};
  Items unsaved_ HERALD_GUARDED_BY(mutex_){};
  Items gone_ HERALD_GUARDED_BY(mutex_){};  // what the plugin has put into them must not end under a lock
  const Group* telling_ HERALD_GUARDED_BY(mutex_) = nullptr;
  Clock::time_point saveAt_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();
  int inARow_ HERALD_GUARDED_BY(mutex_) = 0;  // how many were told since the last save
  Clock::time_point latest_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();  // see hurry()
  bool stopped_ HERALD_GUARDED_BY(mutex_) = false;
  CustodyCounts counts_ HERALD_GUARDED_BY(mutex_){};
};

/// One event in custody. The desk has its state.
class CustodyDesk::Item final : public Holding, public std::enable_shared_from_this<Item> {
 public:
  Item(std::shared_ptr<CustodyDesk> desk, std::shared_ptr<Group> group, const HeldEvent& event,
       std::optional<Millis> atMost)
      : Holding(desk.get(), atMost), desk_(std::move(desk)), group_(std::move(group)), settled_(event.settled) {}

  void begun() override;
  void ended(End end) override;
  void mustBeSaved() override;

  const std::shared_ptr<Group>& group() const { return group_; }
  void tell() const {
    if (settled_) settled_();
  }

 private:
  friend class CustodyDesk;

  const std::shared_ptr<CustodyDesk> desk_;
  const std::shared_ptr<Group> group_;
  const std::function<void()> settled_;
  std::size_t left_ = 1;  // the publication itself, and its deliveries
  bool isLost_ = false;   // a delivery was given back
};

}  // namespace herald::core
