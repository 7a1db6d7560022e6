// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "engine/dispatch/policy/token_bucket.h"

namespace herald::core {

/// The part that one sink has in a rate, which others may share. It gives up its place when it ends. One thread at a
/// time may use it.
class RateShare {
 public:
  explicit RateShare(std::shared_ptr<TokenBucket> bucket) : bucket_(std::move(bucket)) {}
  ~RateShare() { leave(); }
  RateShare(const RateShare&) = delete;
  RateShare& operator=(const RateShare&) = delete;

  // See TokenBucket.
  bool take(Urgency urgency, Clock::time_point now) { return bucket_->take(waiter_, urgency, now); }
  void giveBack() { bucket_->giveBack(); }
  void leave() { bucket_->leave(waiter_); }
  Clock::time_point due() const { return bucket_->due(waiter_); }

 private:
  const std::shared_ptr<TokenBucket> bucket_;
  TokenBucket::Waiter waiter_{};
};

}  // namespace herald::core
