// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>

#include "herald/outcome.h"

namespace herald::inline v1 {

/// The end of an exchange: a deadline or a request to stop.
struct Limit {
  Clock::time_point deadline = Clock::time_point::max();
  std::stop_token stop{};

  bool over() const { return stop.stop_requested() || Clock::now() >= deadline; }
};

}  // namespace herald::inline v1
