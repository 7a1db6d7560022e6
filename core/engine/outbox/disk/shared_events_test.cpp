// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/shared_events.h"

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(SharedEventsTest, a_row_that_shares_nothing_is_gone) {
  SharedEvents shared;
  EXPECT_THAT(shared.end({5, 3}).gone, ElementsAre(5, 3));
  shared.add(10, 11, true);
  EXPECT_FALSE(shared.contains(9));
  EXPECT_FALSE(shared.contains(12));
  EXPECT_THAT(shared.end({12, 9}).gone, ElementsAre(12, 9));
}

TEST(SharedEventsTest, the_row_with_the_event_goes_with_the_last_delivery) {
  SharedEvents shared;
  shared.add(10, 11, true);
  shared.add(10, 13, true);
  const auto first = shared.end({10, 11});
  EXPECT_THAT(first.gone, ElementsAre(11));
  EXPECT_THAT(first.kept, ElementsAre(10));
  EXPECT_TRUE(shared.contains(10));
  EXPECT_THAT(shared.end({13}).gone, UnorderedElementsAre(10, 13));
  EXPECT_FALSE(shared.contains(10));
}

TEST(SharedEventsTest, a_row_with_the_event_that_nobody_else_needs_is_like_any_other) {
  SharedEvents shared;
  shared.add(10, 11, true);
  EXPECT_THAT(shared.end({11}).gone, ElementsAre(11));
  EXPECT_FALSE(shared.contains(10));
  const auto last = shared.end({10});
  EXPECT_THAT(last.gone, ElementsAre(10));
  EXPECT_THAT(last.kept, IsEmpty());
}

TEST(SharedEventsTest, a_first_row_that_is_no_delivery_goes_with_the_others) {
  SharedEvents shared;
  shared.add(10, 11, false);
  EXPECT_THAT(shared.end({11}).gone, UnorderedElementsAre(10, 11));
}

TEST(SharedEventsTest, a_delivery_can_come_back_to_its_row) {
  SharedEvents shared;
  shared.add(10, 11, true);
  EXPECT_FALSE(shared.isKept(10));
  EXPECT_FALSE(shared.isKept(11));
  shared.end({10});
  EXPECT_TRUE(shared.isKept(10));
  shared.revive(10);
  EXPECT_FALSE(shared.isKept(10));
  EXPECT_THAT(shared.end({11}).gone, ElementsAre(11)) << "the delivery in row 10 needs it";
  shared.revive(10);
  EXPECT_FALSE(shared.contains(10)) << "it is like any other";
}

TEST(SharedEventsTest, an_end_that_comes_twice_ends_no_other) {
  SharedEvents shared;
  shared.add(10, 11, true);
  shared.add(10, 12, true);
  shared.end({10});
  EXPECT_THAT(shared.end({10}).gone, IsEmpty());
  EXPECT_THAT(shared.end({11}).gone, ElementsAre(11));
  EXPECT_THAT(shared.end({11, 10}).gone, ElementsAre(11));
  EXPECT_THAT(shared.end({12}).gone, UnorderedElementsAre(10, 12));
}

TEST(SharedEventsTest, an_event_between_the_rows_of_another_is_not_taken_for_it) {
  SharedEvents shared;
  shared.add(10, 14, true);
  shared.add(11, 12, true);
  EXPECT_TRUE(shared.contains(14));
  EXPECT_THAT(shared.end({11}).kept, ElementsAre(11));
  EXPECT_THAT(shared.end({10}).kept, ElementsAre(10));
  EXPECT_THAT(shared.end({14}).gone, UnorderedElementsAre(10, 14));
  EXPECT_THAT(shared.end({12}).gone, UnorderedElementsAre(11, 12));
}

/// Events come in any order, and their deliveries end in any: each row is gone exactly once, and no event before the
/// last of its deliveries.
TEST(SharedEventsTest, any_order_of_ends_leaves_nothing) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    SharedEvents shared;
    std::vector<std::uint64_t> firsts{100, 164, 228, 292}, rows;
    std::map<std::uint64_t, std::uint64_t> eventOf;
    std::shuffle(firsts.begin(), firsts.end(), random);
    for (const auto first : firsts) {
      for (std::uint64_t row = first; row <= first + 1 + random() % SharedEvents::kReach; ++row) {
        if (row != first) shared.add(first, row, true);
        eventOf[row] = first;
        rows.push_back(row);
      }
    }
    std::shuffle(rows.begin(), rows.end(), random);
    std::set<std::uint64_t> there(rows.begin(), rows.end());
    for (auto next = rows.begin(); next != rows.end();) {
      const auto end = next + static_cast<std::ptrdiff_t>(
                                  std::min<std::size_t>(1 + random() % 5, static_cast<std::size_t>(rows.end() - next)));
      for (const auto row : shared.end({next, end}).gone) EXPECT_EQ(there.erase(row), 1U);
      next = end;
      for (auto left = next; left != rows.end(); ++left) ASSERT_TRUE(there.contains(eventOf[*left]));
    }
    EXPECT_THAT(there, IsEmpty());
  }
}

}  // namespace
}  // namespace herald::core
