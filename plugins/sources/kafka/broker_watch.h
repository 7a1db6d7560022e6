// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "herald/outcome.h"

namespace herald::kafka {

/// Decides when a cluster that does not answer is gone. librdkafka says once that all brokers are down, connects again
/// by itself, and does not say when it has. So somebody has to ask. A value; for one thread at a time.
class BrokerWatch {
 public:
  /// librdkafka says that no broker is there.
  void down(Clock::time_point now, std::string why);

  /// A broker has answered.
  void up() { since_.reset(); }

  bool isDown() const { return since_.has_value(); }
  const std::string& why() const { return why_; }

  /// Whether to ask a broker now. True every few seconds while they are down.
  bool isAskedNow(Clock::time_point now);

  /// Whether they have been down for too long: then the source has to say so.
  bool isGone(Clock::time_point now) const;

 private:
  std::optional<Clock::time_point> since_{};
  Clock::time_point asked_{};
  std::string why_{};
};

}  // namespace herald::kafka
