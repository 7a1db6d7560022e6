// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/first_retry.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <random>

namespace herald::core {

static_assert(FirstRetry::kSeen == std::numeric_limits<std::uint32_t>::digits);

void FirstRetry::ended(bool isDelivered, Clock::duration took) {
  failures_ = (failures_ << 1) | (isDelivered ? 0 : 1);
  if (isDelivered) usual_ += (took - usual_) / 8;
}

std::optional<Millis> FirstRetry::wait() const {
  if (std::popcount(failures_) > kMostFailures) return std::nullopt;
  thread_local std::minstd_rand random(std::random_device{}());
  const auto usual = std::clamp(std::chrono::ceil<Millis>(usual_), kLeast, kMost).count();
  const Millis wait(std::uniform_int_distribution<Millis::rep>(usual, usual * 3 / 2)(random));
  return std::min(wait, kMost);
}

}  // namespace herald::core
