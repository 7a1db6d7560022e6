// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "herald/outcome.h"

namespace herald::core {

/// Says how soon a delivery is tried again after its first failure. If nearly all other attempts of the sink succeed,
/// the failure is alone: then the receiver's usual answer time is enough of a wait. Otherwise the retries of the policy
/// hold. One thread at a time may use it.
class FirstRetry {
 public:
  static constexpr int kSeen = 32;         ///< so many attempts count, the last ones
  static constexpr int kMostFailures = 3;  ///< among them, if the success rate is high
  static constexpr Millis kLeast{5}, kMost{1000};

  /// An attempt has ended after `took`.
  void ended(bool isDelivered, Clock::duration took);

  /// The wait, about the usual answer time and partly random; nothing if the failure is not alone.
  std::optional<Millis> wait() const;

 private:
  std::uint32_t failures_ = ~std::uint32_t{0};  // a bit for each attempt: a sink has to prove itself first
  Clock::duration usual_{};                     // a moving average of the deliveries
};

}  // namespace herald::core
