// SPDX-License-Identifier: Apache-2.0
#include "printing/progress.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace herald::printing {
namespace {

TEST(WholePercent, ReadsWhatOctoPrintReports) {
  const std::vector<std::pair<const char*, std::optional<int>>> table{{"0", 0},
                                                                      {"0.0", 0},
                                                                      {"0.99", 0},
                                                                      {"1.0", 1},
                                                                      {"22.3", 22},
                                                                      {"99.999", 99},
                                                                      {"100", 100},
                                                                      {"100.0", 100},
                                                                      {"125.3", 100},
                                                                      {"28.999999999999996", 29},
                                                                      {"28.99999", 28},
                                                                      {"29.000000000000004", 29},
                                                                      {"-100", std::nullopt},
                                                                      {"-1", std::nullopt},
                                                                      {"null", std::nullopt},
                                                                      {"", std::nullopt},
                                                                      {"\"50\"", std::nullopt},
                                                                      {"1e400", std::nullopt},
                                                                      {"[50]", std::nullopt}};
  for (const auto& [raw, percent] : table) EXPECT_EQ(wholePercent(raw), percent) << raw;
}

TEST(Progress, ReportsEachPercentOnceAndNeverGoesBack) {
  Progress progress;
  const std::vector<std::pair<int, bool>> table{{0, false}, {1, true},   {1, false},  {5, true},    {4, false},
                                                {99, true}, {98, false}, {99, false}, {100, false}, {1, false}};
  for (const auto& [percent, news] : table) EXPECT_EQ(progress.reach(percent), news) << percent;
  EXPECT_EQ(progress.last(), 99);
}

TEST(Progress, ContinuesFromASavedPercent) {
  Progress progress(40);
  EXPECT_FALSE(progress.reach(40));
  EXPECT_TRUE(progress.reach(41));
}

RC_GTEST_PROP(Progress, AlwaysRises, (const std::vector<int>& reported)) {
  Progress progress;
  std::vector<int> told;
  for (const int percent : reported)
    if (progress.reach(percent)) told.push_back(percent);
  RC_ASSERT(std::adjacent_find(told.begin(), told.end(), std::greater_equal<>()) == told.end());
  for (const int percent : told) RC_ASSERT(percent > 0 && percent < 100);
}

}  // namespace
}  // namespace herald::printing
