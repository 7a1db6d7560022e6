// SPDX-License-Identifier: Apache-2.0
#include "heraldd/server/request_rate.h"

#include <algorithm>

namespace herald::core {

namespace {

double refilled(double left, Clock::duration passed) {
  return std::min(RequestRate::kBurst, left + std::chrono::duration<double>(passed).count() * RequestRate::kPerSecond);
}

}  // namespace

bool RequestRate::takes(const std::string& address, Clock::time_point now) {
  if (budgets_.size() >= kMostClients && !budgets_.contains(address)) {
    std::erase_if(budgets_,
                  [&](const auto& one) { return refilled(one.second.left, now - one.second.since) >= kBurst; });
    if (budgets_.size() >= kMostClients) budgets_.erase(budgets_.begin());
  }
  auto& budget = budgets_.try_emplace(address, Budget{kBurst, now}).first->second;
  budget.left = refilled(budget.left, now - budget.since);
  budget.since = now;
  if (budget.left < 1) return false;
  budget.left -= 1;
  return true;
}

}  // namespace herald::core
