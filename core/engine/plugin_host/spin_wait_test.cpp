// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/spin_wait.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

constexpr auto kMinute = std::chrono::minutes(1);

TEST(SpinWait, ReturnsWhenItIsDone) {
  SpinWait wait(kMinute, 2);
  int looks = 0;
  EXPECT_TRUE(wait.until([&] { return ++looks == 3; }));
  EXPECT_TRUE(wait.until([] { return true; })) << "it goes on";
}

/// How many waits return immediately, without a look.
int skipped(SpinWait& wait) {
  for (int count = 0;; ++count) {
    bool looked = false;
    EXPECT_FALSE(wait.until([&looked] {
      looked = true;
      return false;
    }));
    if (looked) return count;
  }
}

TEST(SpinWait, SkipsMoreAndMoreWaitsWhileTheyAreInVain) {
  SpinWait wait(0us, 2);
  EXPECT_EQ(skipped(wait), 0);
  for (const int expected : {8, 16, 32, 64, 128, 256, 256}) EXPECT_EQ(skipped(wait), expected);
}

TEST(SpinWait, BeginsAnewAfterOneThatWasWorthIt) {
  SpinWait wait(0us, 2);
  for (int i = 0; i < 3; ++i) skipped(wait);
  while (!wait.until([] { return true; })) {
  }
  EXPECT_EQ(skipped(wait), 0);
  EXPECT_EQ(skipped(wait), 8);
}

TEST(SpinWait, NeverWaitsIfThereIsOneProcessor) {
  SpinWait wait(kMinute, 1);
  EXPECT_FALSE(wait.until([] { return true; }));
}

}  // namespace
}  // namespace herald::core
