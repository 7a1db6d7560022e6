// SPDX-License-Identifier: Apache-2.0
#include "herald/event_id.h"

#include <gmock/gmock.h>

#include <set>

namespace herald {
namespace {

using namespace std::chrono_literals;

constexpr auto kTime = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 8h + 250ms;

TEST(EventId, IsAVersion7UuidOfItsTime) {
  const auto id = newEventId(kTime);
  EXPECT_THAT(id, ::testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  const auto millis = std::stoull(id.substr(0, 8) + id.substr(9, 4), nullptr, 16);
  EXPECT_EQ(millis, static_cast<unsigned long long>(kTime.time_since_epoch() / 1ms));
}

TEST(EventId, OfOnePublicationRiseAndDifferEvenWhereTheCounterOverflows) {
  EventIds ids(kTime);
  auto last = ids.next();
  for (int i = 0; i < 10000; ++i) {
    const auto next = ids.next();
    ASSERT_LT(last, next);
    last = next;
  }
}

TEST(EventId, OfTheSameMomentDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 10000; ++i) EXPECT_TRUE(seen.insert(newEventId(kTime)).second);
}

}  // namespace
}  // namespace herald
