// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "herald/custody.h"
#include "offset_ledger.h"
#include "record.h"

namespace herald::kafka {

/// One partition while it is ours: the events that wait for room in Herald, and how far everything is settled. Its
/// events enter Herald in the order of the log. For one thread.
class PartitionQueue {
 public:
  /// `seen` is the highest offset that an earlier owner has read, if the group knows.
  explicit PartitionQueue(std::optional<std::int64_t> seen = std::nullopt) : seen_(seen) {}

  bool isNew(std::int64_t offset) const { return !ledger.last() || offset > *ledger.last(); }

  /// Whether an earlier owner may have delivered this record.
  bool isRepeated(std::int64_t offset) const { return seen_ && offset <= *seen_; }

  void add(HeldEvent event, std::size_t bytes);

  bool isEmpty() const { return events_.empty(); }
  bool isFull() const { return events_.size() >= kMostEvents || bytes_ >= kMostBytes; }

  /// Moves as many events as there is room for. `offer` takes all that it gets, or returns false.
  void drain(const std::function<bool(std::span<HeldEvent>)>& offer);

  OffsetLedger ledger{};
  std::optional<Committed> committed{};  ///< what the last commit said
  bool isPaused = false;

 private:
  static constexpr std::size_t kMostEvents = 256;
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;

  std::optional<std::int64_t> seen_;
  std::vector<HeldEvent> events_{};
  std::vector<std::size_t> sizes_{};
  std::size_t bytes_ = 0;
  std::size_t batch_ = kMostEvents;  // how many the next offer has
};

}  // namespace herald::kafka
