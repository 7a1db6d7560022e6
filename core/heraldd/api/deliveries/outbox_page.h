// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/outbox/outbox.h"
#include "engine/snapshots/snapshot_store.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// A part of a list of deliveries that the outbox keeps, as a request asks for it. A value.
class OutboxPage {
 public:
  /// Finds the picture of an event. It may be empty.
  using SnapshotOf = std::function<std::optional<SnapshotFacts>(const std::string& event)>;

  /// `request` has the parameters().
  OutboxPage(const ApiRequest& request, SnapshotOf snapshotOf);

  static std::vector<Operation::Parameter> parameters();  ///< `after`, `limit` and `whole`

  std::uint64_t after() const { return after_; }  ///< only sequences above this one
  std::size_t limit() const { return limit_; }

  /// The deliveries as a JSON array, by the schema WaitingDelivery. `now` says how long they have waited.
  std::string waiting(const std::vector<Delivery>& deliveries, Clock::time_point now) const;

  /// Dead letters as a JSON array, by the schema DeadLetter.
  std::string dead(const std::vector<Delivery>& letters) const;

  static Resource::Schemas schemas();  ///< WaitingDelivery and DeadLetter

 private:
  const SnapshotOf snapshotOf_;
  const std::uint64_t after_;
  const std::size_t limit_;
  const bool isWhole_;  ///< each with payload and context, and size and hash of its picture
};

}  // namespace herald::core
