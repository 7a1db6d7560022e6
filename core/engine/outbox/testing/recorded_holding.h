// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/outbox/holding.h"
#include "engine/outbox/testing/deliveries.h"
#include "herald/mutex.h"

namespace herald::core {

/// For tests: remembers what the outbox says of an event in custody. Every thread may use it.
class RecordedHolding final : public Holding {
 public:
  using Holding::Holding;

  void begun() override {
    const MutexLock lock(mutex_);
    ++left_;
  }
  void ended(End end) override {
    const MutexLock lock(mutex_);
    --left_;
    ends_.push_back(end);
  }
  void mustBeSaved() override {
    const MutexLock lock(mutex_);
    mustBeSaved_ = true;
  }

  /// How its deliveries ended so far.
  std::vector<End> ends() const {
    const MutexLock lock(mutex_);
    return ends_;
  }
  int left() const {
    const MutexLock lock(mutex_);
    return left_;
  }
  bool takeMustBeSaved() {
    const MutexLock lock(mutex_);
    return std::exchange(mustBeSaved_, false);
  }

 private:
  mutable Mutex mutex_{};
  int left_ HERALD_GUARDED_BY(mutex_) = 0;
  std::vector<End> ends_ HERALD_GUARDED_BY(mutex_){};
  bool mustBeSaved_ HERALD_GUARDED_BY(mutex_) = false;
};

inline std::shared_ptr<RecordedHolding> holdingOf(const void* owner, std::optional<Millis> atMost = {}) {
  return std::make_shared<RecordedHolding>(owner, atMost);
}

inline Delivery held(std::shared_ptr<Holding> holding, Delivery delivery) {
  delivery.holding = std::move(holding);
  return delivery;
}

}  // namespace herald::core
