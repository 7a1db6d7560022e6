// SPDX-License-Identifier: Apache-2.0
#include "base/text/durations.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(Durations, are_whole_seconds_rounded_up) {
  EXPECT_EQ(inSeconds(0ms), "0 s");
  EXPECT_EQ(inSeconds(1ms), "1 s");
  EXPECT_EQ(inSeconds(1s), "1 s");
  EXPECT_EQ(inSeconds(2min + 1ns), "121 s");
  EXPECT_EQ(inSeconds(-5s), "0 s");
}

}  // namespace
}  // namespace herald::core
