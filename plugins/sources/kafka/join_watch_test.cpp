// SPDX-License-Identifier: Apache-2.0
#include "join_watch.h"

#include <gtest/gtest.h>

namespace herald::kafka {
namespace {

using namespace std::chrono_literals;

constexpr int kOffsetCommit = 8, kJoinGroup = 11, kHeartbeat = 12, kSyncGroup = 14;
constexpr Clock::time_point kThen{};
constexpr Clock::time_point kLater = kThen + 50ms;

TEST(JoinWatch, AMemberMayCommitWhenItKnowsItsPartitions) {
  JoinWatch watch;
  EXPECT_TRUE(watch.canCommit(kLater));
  watch.sent(kJoinGroup);
  for (const int other : {kOffsetCommit, kHeartbeat, kJoinGroup}) watch.answered(other, kThen);
  watch.sent(kSyncGroup);
  EXPECT_FALSE(watch.canCommit(kLater));
  watch.answered(kSyncGroup, kThen);
  EXPECT_TRUE(watch.canCommit(kLater));
  for (const int other : {kOffsetCommit, kSyncGroup}) watch.sent(other);
  EXPECT_TRUE(watch.canCommit(kLater));
}

TEST(JoinWatch, AMemberThatGivesPartitionsAwayJoinsAgain) {
  JoinWatch watch;
  watch.willJoin();
  EXPECT_FALSE(watch.canCommit(kLater));
  for (const int request : {kJoinGroup, kSyncGroup}) watch.sent(request);
  watch.answered(kJoinGroup, kThen);
  EXPECT_FALSE(watch.canCommit(kLater));
  watch.answered(kSyncGroup, kThen);
  EXPECT_TRUE(watch.canCommit(kLater));
}

TEST(JoinWatch, AMemberDoesNotCommitWhenItMayHearThatItHasToJoin) {
  JoinWatch watch;
  watch.sent(kHeartbeat);
  EXPECT_FALSE(watch.canCommit(kLater));
  watch.answered(kHeartbeat, kThen + 1ms);
  EXPECT_FALSE(watch.canCommit(kLater));
  EXPECT_TRUE(watch.canCommit(kLater + 1ms));
}

}  // namespace
}  // namespace herald::kafka
