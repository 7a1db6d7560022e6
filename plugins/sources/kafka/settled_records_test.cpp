// SPDX-License-Identifier: Apache-2.0
#include "settled_records.h"

#include <gtest/gtest.h>

namespace herald::kafka {
namespace {

const Partition kOrders{"orders", 3};

TEST(SettledRecords, WakesTheReaderOnceUntilItTakesThem) {
  int woken = 0;
  SettledRecords settled([&] { ++woken; });
  for (const std::int64_t offset : {7, 8, 5}) settled.add(kOrders, offset);
  EXPECT_EQ(woken, 1);
  const auto places = settled.take();
  ASSERT_EQ(places.size(), 3u);
  EXPECT_EQ(places[2].partition, kOrders);
  EXPECT_EQ(places[2].offset, 5);
  EXPECT_TRUE(settled.take().empty());
  settled.add(kOrders, 9);
  EXPECT_EQ(woken, 2);
}

TEST(SettledRecords, WakesNobodyAfterItsEnd) {
  int woken = 0;
  SettledRecords settled([&] { ++woken; });
  settled.close();
  settled.add(kOrders, 7);
  EXPECT_EQ(woken, 0);
  EXPECT_TRUE(settled.take().empty());
}

}  // namespace
}  // namespace herald::kafka
