// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "engine/dispatch/policy/lines.h"
#include "engine/dispatch/policy/outbox_request.h"

namespace herald::core {

/// Takes what waits in the outbox into the lines, slice by slice, so that the first delivery of a long queue can be
/// attempted before the last one is known. It lets one request to the outbox be under way at a time. One thread at a
/// time may use it.
class Intake {
 public:
  explicit Intake(Lines& lines) : lines_(lines) {}

  void wake() { news_ = true; }  ///< there is something new in the outbox

  /// What the outbox has to do now; nothing while a request is under way. Without `mayReadSlice`, it asks only for what
  /// the lines want.
  std::optional<OutboxRequest> request(bool mayReadSlice, Clock::time_point now);

  /// Deliveries with a sequence above `last` stay in the outbox for now. Returns how many deliveries ended.
  ExpiredCounts answer(const OutboxRequest& request, OutboxAnswer answer, std::uint64_t last, Clock::time_point now);

  bool isUnderWay() const { return underWay_; }

  /// When request() has something: the epoch if now, max() if not before something else happens.
  Clock::time_point due() const;

  /// The same without what only the age of a delivery makes due.
  bool isDue() const { return !underWay_ && (news_ || more_ || lines_.wantsOutbox()); }

 private:
  void takeIn(OutboxAnswer answer, std::uint64_t last);

  Lines& lines_;
  std::uint64_t read_ = 0;  // up to this sequence, every delivery is in a line or has ended
  bool news_ = true;
  bool more_ = false;  // than the last slice
  bool underWay_ = false;
};

}  // namespace herald::core
