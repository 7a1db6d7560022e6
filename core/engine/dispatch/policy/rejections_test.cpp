// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/rejections.h"

#include <gtest/gtest.h>

#include <vector>

namespace herald::core {
namespace {

std::vector<int> toldOf(Rejections& rejections, int count) {
  std::vector<int> told;
  for (int i = 1; i <= count; ++i) {
    rejections.add("PrintDone");
    if (rejections.isTold("PrintDone")) told.push_back(i);
  }
  return told;
}

TEST(Rejections, three_in_a_row_are_everything) {
  Rejections rejections;
  toldOf(rejections, 2);
  EXPECT_FALSE(rejections.isEverything());
  EXPECT_EQ(rejections.summary("PrintDone"), "");
  rejections.add("Error");
  EXPECT_TRUE(rejections.isEverything());
  EXPECT_EQ(rejections.summary("Error"), "rejects everything: the last 3 events are dead letters; ");
  rejections.end("PrintStarted");
  EXPECT_FALSE(rejections.isEverything());
  EXPECT_EQ(rejections.count(), 0u);
}

TEST(Rejections, of_a_row_the_first_three_and_powers_of_ten_are_told) {
  Rejections rejections;
  EXPECT_EQ(toldOf(rejections, 1000), (std::vector{1, 2, 3, 10, 100, 1000}));
}

TEST(Rejections, a_type_has_a_row_of_its_own_while_others_are_taken) {
  Rejections rejections;
  int told = 0;
  for (int i = 1; i <= 100; ++i) {
    rejections.add("PrintProgress");
    told += rejections.isTold("PrintProgress") ? 1 : 0;
    EXPECT_FALSE(rejections.isEverything());
    if (i == 100) {
      EXPECT_EQ(rejections.summary("PrintProgress"), "rejects every PrintProgress: the last 100 are dead letters; ");
    }
    rejections.end("PrintDone");
  }
  EXPECT_EQ(told, 5);
  rejections.end("PrintProgress");
  rejections.add("PrintProgress");
  EXPECT_TRUE(rejections.isTold("PrintProgress")) << "a new row";
}

TEST(Rejections, types_without_end_take_no_memory_without_end) {
  Rejections rejections;
  for (int i = 0; i < 10000; ++i) rejections.add("Type" + std::to_string(i));
  EXPECT_EQ(rejections.count(), 10000u);
}

TEST(Rejections, an_earlier_process_may_have_recorded_it) { EXPECT_TRUE(Rejections::everything().isEverything()); }

}  // namespace
}  // namespace herald::core
