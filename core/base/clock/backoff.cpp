// SPDX-License-Identifier: Apache-2.0
#include "base/clock/backoff.h"

#include <algorithm>
#include <random>

namespace herald::core {

Backoff::Backoff(Millis first, Millis most) : first_(std::min(first, most)), most_(most), wait_(first_) {}

Millis Backoff::next() {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto whole = wait_;
  wait_ = std::min(most_, wait_ * 2);
  return Millis(std::uniform_int_distribution<Millis::rep>(whole.count() / 2, whole.count())(random));
}

void Backoff::reset() { wait_ = first_; }

}  // namespace herald::core
