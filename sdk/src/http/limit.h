// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <stop_token>

#include "herald/link_local_ban.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// The bounds of an exchange: a deadline, requests to stop, and whether it keeps away from link-local addresses. A
/// value, since an exchange goes on in another thread.
struct Limit {
  Clock::time_point deadline = Clock::time_point::max();
  std::stop_token stop{};
  std::stop_token end{};  ///< of the client that makes the exchange
  bool bansLinkLocal = LinkLocalBan::holds();

  bool stopped() const { return stop.stop_requested() || end.stop_requested(); }
  bool over() const { return stopped() || Clock::now() >= deadline; }

  /// The same, but over at `time` if that is sooner.
  Limit until(Clock::time_point time) const {
    Limit limit = *this;
    limit.deadline = std::min(deadline, time);
    return limit;
  }
};

}  // namespace herald::inline v1
