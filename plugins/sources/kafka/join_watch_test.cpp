// SPDX-License-Identifier: Apache-2.0
#include "join_watch.h"

#include <gtest/gtest.h>

namespace herald::kafka {
namespace {

constexpr int kOffsetCommit = 8, kJoinGroup = 11, kHeartbeat = 12, kSyncGroup = 14;

TEST(JoinWatch, AMemberJoinsUntilItKnowsItsPartitions) {
  JoinWatch watch;
  EXPECT_FALSE(watch.isJoining());
  watch.sent(kJoinGroup);
  for (const int other : {kOffsetCommit, kHeartbeat, kJoinGroup}) watch.answered(other);
  watch.sent(kSyncGroup);
  EXPECT_TRUE(watch.isJoining());
  watch.answered(kSyncGroup);
  EXPECT_FALSE(watch.isJoining());
  for (const int other : {kOffsetCommit, kHeartbeat, kSyncGroup}) watch.sent(other);
  EXPECT_FALSE(watch.isJoining());
}

TEST(JoinWatch, AMemberThatGivesPartitionsAwayJoinsAgain) {
  JoinWatch watch;
  watch.willJoin();
  EXPECT_TRUE(watch.isJoining());
  for (const int request : {kJoinGroup, kSyncGroup}) watch.sent(request);
  for (const int request : {kJoinGroup, kHeartbeat}) watch.answered(request);
  EXPECT_TRUE(watch.isJoining());
  watch.answered(kSyncGroup);
  EXPECT_FALSE(watch.isJoining());
}

}  // namespace
}  // namespace herald::kafka
