// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/ages/age_rule.h"

#include <string>
#include <utility>

namespace herald::core {

namespace {

std::string asText(Millis time) {
  static constexpr std::pair<Millis::rep, const char*> kUnits[] = {
      {86'400'000, " d"}, {3'600'000, " h"}, {60'000, " min"}, {1000, " s"}};
  for (const auto& [size, unit] : kUnits) {
    if (time.count() % size == 0) return std::to_string(time.count() / size) + unit;
  }
  return std::to_string(time.count()) + " ms";
}

}  // namespace

Clock::time_point AgeRule::expiry(Category category, Clock::time_point accepted) const {
  const auto limit = limits_.of(category);
  return limit > Millis(0) ? accepted + limit : Clock::time_point::max();
}

ExpiredCounts AgeRule::end(Outbox& outbox, const Delivery& delivery, const Ending& failure, Clock::time_point now,
                           std::chrono::system_clock::time_point wallClock) const {
  if (!outbox.claim(delivery)) return {};
  const auto category = delivery.event->category;
  const std::string name(toString(category));
  if (category == Category::Progress) {
    outbox.discard(delivery, "too old: " + name);
    return {.discarded = 1};
  }
  auto ending = failure;
  const auto last = failure.reason.empty() ? std::string() : "; the last attempt: " + failure.reason;
  ending.reason = "too old: age." + name + " is " + asText(limits_.of(category)) + last;
  ending.time = wallClock;
  ending.at = now;
  outbox.bury(delivery, ending);
  return {.deadLetters = 1};
}

}  // namespace herald::core
