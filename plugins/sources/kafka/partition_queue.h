// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "herald/custody.h"
#include "offset_ledger.h"
#include "record.h"

namespace herald::kafka {

/// One partition while it is ours: the events that wait for room in Herald, and how far everything is settled. Its
/// events enter Herald in the order of the log. For one thread.
class PartitionQueue {
 public:
  /// `earlier` is how far the owner before has come, if the group knows.
  explicit PartitionQueue(std::optional<Progress> earlier = std::nullopt) : ledger(std::move(earlier)) {}

  /// Whether an event of this device has to be delivered. An event that the owner before has settled does not, unless
  /// an earlier one of its device comes again: a receiver of both ends with the later one.
  bool isWanted(OffsetLedger::Record record, const std::string& device);

  void add(HeldEvent event, std::size_t bytes);

  bool isEmpty() const { return events_.empty(); }
  bool isFull() const { return events_.size() >= kMostEvents || bytes_ >= kMostBytes; }

  /// Moves as many events as there is room for. `offer` takes all that it gets, or returns false.
  void drain(const std::function<bool(std::span<HeldEvent>)>& offer);

  OffsetLedger ledger;
  std::optional<Committed> committed{};  ///< what the last commit said
  bool isPaused = false;

 private:
  static constexpr std::size_t kMostEvents = 256;
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;

  std::set<std::string, std::less<>> repeated_{};  // the devices of which events come again
  std::vector<HeldEvent> events_{};
  std::vector<std::size_t> sizes_{};
  std::size_t bytes_ = 0;
  std::size_t batch_ = kMostEvents;  // how many the next offer has
};

}  // namespace herald::kafka
