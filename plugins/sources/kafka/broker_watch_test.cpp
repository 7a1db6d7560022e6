// SPDX-License-Identifier: Apache-2.0
#include "broker_watch.h"

#include <gtest/gtest.h>

namespace herald::kafka {
namespace {

using namespace std::chrono_literals;

TEST(BrokerWatch, AsksEveryFewSecondsWhileTheyAreDown) {
  BrokerWatch watch;
  const Clock::time_point begin(1h);
  EXPECT_FALSE(watch.isAskedNow(begin));
  watch.down(begin, "Connection refused");
  EXPECT_FALSE(watch.isAskedNow(begin + 4s));
  EXPECT_TRUE(watch.isAskedNow(begin + 5s));
  EXPECT_FALSE(watch.isAskedNow(begin + 6s));
  EXPECT_TRUE(watch.isAskedNow(begin + 10s));
  watch.up();
  EXPECT_FALSE(watch.isAskedNow(begin + 20s));
}

TEST(BrokerWatch, TheyAreGoneWhenTheyHaveBeenDownForHalfAMinute) {
  BrokerWatch watch;
  const Clock::time_point begin(1h);
  watch.down(begin, "Connection refused");
  watch.down(begin + 20s, "Connection reset");
  EXPECT_FALSE(watch.isGone(begin + 29s));
  EXPECT_TRUE(watch.isGone(begin + 30s));
  EXPECT_EQ(watch.why(), "Connection reset");
  watch.up();
  EXPECT_FALSE(watch.isGone(begin + 1h));
  watch.down(begin + 1h, "again");
  EXPECT_FALSE(watch.isGone(begin + 1h + 29s));
}

}  // namespace
}  // namespace herald::kafka
