#include "core/clock/backoff.h"

#include <algorithm>

namespace herald::core {

Backoff::Backoff(Millis first, Millis most)
    : first_(std::min(first, most)), most_(most), wait_(first_), random_(std::random_device{}()) {}

Millis Backoff::next() {
  const auto whole = wait_;
  wait_ = std::min(most_, wait_ * 2);
  return Millis(std::uniform_int_distribution<Millis::rep>(whole.count() / 2, whole.count())(random_));
}

void Backoff::reset() { wait_ = first_; }

}  // namespace herald::core
