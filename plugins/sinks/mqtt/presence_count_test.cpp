// SPDX-License-Identifier: Apache-2.0
#include "presence_count.h"

#include <gtest/gtest.h>

namespace herald::mqtt {
namespace {

TEST(PresenceCount, OnlyTheLastOfAPlaceSaysGoodbye) {
  PresenceCount count;
  count.enter("broker herald/status");
  count.enter("broker herald/status");
  count.enter("broker other/status");
  EXPECT_FALSE(count.leave("broker herald/status"));
  EXPECT_TRUE(count.leave("broker other/status"));
  EXPECT_TRUE(count.leave("broker herald/status"));
}

}  // namespace
}  // namespace herald::mqtt
