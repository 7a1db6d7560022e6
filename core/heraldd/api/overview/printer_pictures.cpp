// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/printer_pictures.h"

#include <algorithm>

#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

Jpeg PrinterPictures::of(const Wish& wish) {
  if (auto kept = wish.event.empty() ? nullptr : cameras_.find(wish.event)) return kept;
  std::uint64_t number = 0;
  {
    const MutexLock lock(mutex_);
    auto& kept = kept_[wish.device];
    const bool isFresh = kept.at != Clock::time_point{} && time_.now() < kept.at + kFresh;
    if (isFresh) return kept.jpeg;
    if (kept.isTaken || atWork_ >= kAtOnce) {
      if (kept.jpeg) return kept.jpeg;
      throw ApiProblem(503, "other cameras are at work: ask again in 2 s").with("Retry-After", "2");
    }
    kept.isTaken = true;
    ++atWork_;
    number = ++last_;
  }
  auto jpeg = take(wish, number);
  const MutexLock lock(mutex_);
  kept_[wish.device] = {jpeg, time_.now(), false};
  --atWork_;
  forgetOldest();
  return jpeg;
}

/// The event is only a name for the camera: nothing keeps it.
Jpeg PrinterPictures::take(const Wish& wish, std::uint64_t number) const {
  try {
    const Event event{.id = "console-" + std::to_string(number),
                      .source = wish.source,
                      .device = wish.device,
                      .time = time_.wallClock()};
    return cameras_.take(event, kMostBytes);
  } catch (const std::exception&) {
    return nullptr;  // the camera's problem is in the status
  }
}

void PrinterPictures::forgetOldest() {
  if (kept_.size() <= kMost) return;
  const auto age = [](const auto& one) { return one.second.isTaken ? Clock::time_point::max() : one.second.at; };
  kept_.erase(
      std::min_element(kept_.begin(), kept_.end(), [&](const auto& a, const auto& b) { return age(a) < age(b); }));
}

}  // namespace herald::core
