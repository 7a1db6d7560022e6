// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/custody.h"
#include "herald/mutex.h"
#include "herald/outcome.h"

namespace herald::test {

/// What a FakeFeed has in custody. A test says when an event is settled, whether there is room, and which deliveries
/// are under way when their group is released. Any thread may use it.
class FakeCustody : public Custody {
 public:
  /// What the feed does with the events of one call. It throws what is wrong with one of them; then it takes none. It
  /// leaves their ids in the held events. It must not call this custody: who has seen an event there can settle it
  /// here.
  using Take = std::function<void(std::span<HeldEvent> events)>;

  /// Waits for room in publish(). Returns false if the source must stop.
  using WaitForRoom = std::function<bool()>;

  FakeCustody(Take take, WaitForRoom wait) : take_(std::move(take)), wait_(std::move(wait)) {}

  void publish(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost) override {
    while (!tryPublish(group, events, atMost)) {
      if (!wait_()) throw Failure(Outcome::Verdict::Retry, "the source was asked to stop while it waited for room");
    }
  }

  bool tryPublish(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost) override {
    bool settles = false;
    {
      const MutexLock lock(mutex_);
      if (full_) return false;
      take_(events);
      for (auto& one : events) waiting_.push_back({std::string(group), one.event.id, atMost, std::move(one.settled)});
      settles = settlesAtOnce_;
    }
    if (settles) settleAll();
    return true;
  }

  void release(const std::vector<std::string>& groups, Clock::time_point) override {
    std::vector<Waiting> ended;
    {
      const MutexLock lock(mutex_);
      const auto isOfThem = [&groups](const Waiting& one) { return std::ranges::count(groups, one.group) > 0; };
      const auto isUnderWay = [this](const Waiting& one)
                                  HERALD_REQUIRES(mutex_) { return underWay_.contains(one.event); };
      for (auto& one : waiting_)
        if (isOfThem(one) && isUnderWay(one)) ended.push_back(one);
      std::erase_if(waiting_, isOfThem);
      released_.push_back(groups);
    }
    for (const auto& one : ended) one.settle();
  }

  /// Settles an event by its id. Returns false if it is not in custody.
  bool settle(std::string_view event) {
    return settleWhere([event](const Waiting& one) { return one.event == event; }) > 0;
  }

  /// Settles all, in the order of publication. Returns how many.
  std::size_t settleAll() {
    return settleWhere([](const Waiting&) { return true; });
  }

  /// From now on, each event is settled within the call that publishes it.
  void settleAtOnce() {
    const MutexLock lock(mutex_);
    settlesAtOnce_ = true;
  }

  /// If its group is released, the delivery of this event is under way, and ends in time.
  void setUnderWay(std::string event) {
    const MutexLock lock(mutex_);
    underWay_.insert(std::move(event));
  }

  /// If `full`, tryPublish returns false and publish waits.
  void setFull(bool full) {
    const MutexLock lock(mutex_);
    full_ = full;
  }

  /// The ids of the events in custody, in the order of publication.
  std::vector<std::string> waiting() const {
    const MutexLock lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& one : waiting_) ids.push_back(one.event);
    return ids;
  }

  /// The same of one group.
  std::vector<std::string> waiting(std::string_view group) const {
    const MutexLock lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& one : waiting_)
      if (one.group == group) ids.push_back(one.event);
    return ids;
  }

  /// With which `atMost` an event was published; nothing if it is not in custody.
  std::optional<std::optional<Millis>> atMost(std::string_view event) const {
    const MutexLock lock(mutex_);
    for (const auto& one : waiting_)
      if (one.event == event) return one.atMost;
    return std::nullopt;
  }

  /// The groups of each release, in their order.
  std::vector<std::vector<std::string>> released() const {
    const MutexLock lock(mutex_);
    return released_;
  }

 private:
  struct Waiting {
    std::string group{};
    std::string event{};
    std::optional<Millis> atMost{};
    std::function<void()> settled{};

    void settle() const {
      if (settled) settled();
    }
  };

  template <typename IsWanted>
  std::size_t settleWhere(IsWanted isWanted) {
    std::vector<Waiting> ended;
    {
      const MutexLock lock(mutex_);
      for (auto& one : waiting_)
        if (isWanted(one)) ended.push_back(one);
      std::erase_if(waiting_, isWanted);
    }
    for (const auto& one : ended) one.settle();
    return ended.size();
  }

  const Take take_;
  const WaitForRoom wait_;
  mutable Mutex mutex_{};
  bool full_ HERALD_GUARDED_BY(mutex_) = false;
  bool settlesAtOnce_ HERALD_GUARDED_BY(mutex_) = false;
  std::vector<Waiting> waiting_ HERALD_GUARDED_BY(mutex_){};
  std::set<std::string, std::less<>> underWay_ HERALD_GUARDED_BY(mutex_){};
  std::vector<std::vector<std::string>> released_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::test
