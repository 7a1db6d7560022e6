// SPDX-License-Identifier: Apache-2.0
#include "heraldd/quiet_times.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(QuietTimes, EndWithoutMuchWork) {
  QuietTimes quiet(Millis(500));  // the start
  EXPECT_TRUE(quiet.endsOne(Millis(500)));
  EXPECT_TRUE(quiet.endsOne(Millis(799)));
  EXPECT_FALSE(quiet.endsOne(Millis(1099)));
  EXPECT_TRUE(quiet.endsOne(Millis(1100)));
}

}  // namespace
}  // namespace herald::core
