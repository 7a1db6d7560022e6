#pragma once

#include <stop_token>

#include "herald/outcome.h"

namespace herald::inline v1 {

/// What ends an exchange, however far it got.
struct Limit {
  Clock::time_point deadline = Clock::time_point::max();
  std::stop_token stop{};

  bool over() const { return stop.stop_requested() || Clock::now() >= deadline; }
};

}  // namespace herald::inline v1
