// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/flood_budget.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

constexpr Clock::time_point kStart{1h};
constexpr LogBounds kSixMillion{.bytes = 6'000'000};  // a second brings 100,000
constexpr LogBounds kLarge{.bytes = std::size_t{1} << 30};

TEST(FloodBudgetTest, takes_what_it_has_and_nothing_beyond) {
  FloodBudget budget(kStart, kLarge);
  EXPECT_TRUE(budget.take(FloodBudget::kMost - 10));
  EXPECT_FALSE(budget.take(11));
  EXPECT_TRUE(budget.take(10));
  EXPECT_FALSE(budget.take(1));
}

TEST(FloodBudgetTest, each_second_brings_a_sixtieth_of_the_log) {
  FloodBudget budget(kStart, kLarge);
  budget.take(FloodBudget::kMost);
  budget.refill(kStart + 1s, kSixMillion);
  EXPECT_FALSE(budget.take(100'001));
  EXPECT_TRUE(budget.take(100'000));
}

TEST(FloodBudgetTest, many_short_moments_bring_as_much) {
  FloodBudget budget(kStart, kLarge);
  budget.take(FloodBudget::kMost);
  for (int i = 1; i <= 1'000'000; ++i) budget.refill(kStart + i * 1us, kSixMillion);
  EXPECT_TRUE(budget.take(95'000));
}

TEST(FloodBudgetTest, keeps_no_more_than_a_burst_and_than_half_the_log) {
  FloodBudget budget(kStart, kLarge);
  budget.refill(kStart + 24h, kLarge);
  EXPECT_FALSE(budget.take(FloodBudget::kMost + 1));
  budget.refill(kStart + 48h, {.bytes = 1000});
  EXPECT_FALSE(budget.take(501));
  EXPECT_TRUE(budget.take(500));
}

}  // namespace
}  // namespace herald::core
