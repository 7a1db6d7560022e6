// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "herald/outcome.h"

namespace herald::core {

/// Bounds how many requests a client address makes: a burst of 300, then 100 a second. So one client cannot keep the
/// workers busy for all others. For one thread.
class RequestRate {
 public:
  static constexpr double kBurst = 300;
  static constexpr double kPerSecond = 100;
  static constexpr std::size_t kMostClients = 1024;

  /// False if this client has made too many.
  bool takes(const std::string& address, Clock::time_point now);

 private:
  struct Budget {
    double left = kBurst;
    Clock::time_point since{};
  };
  std::map<std::string, Budget> budgets_{};
};

}  // namespace herald::core
