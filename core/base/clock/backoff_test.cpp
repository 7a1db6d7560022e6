// SPDX-License-Identifier: Apache-2.0
#include "base/clock/backoff.h"

#include <gtest/gtest.h>

#include <set>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, doubles_up_to_its_bound_with_half_of_each_wait_random) {
  Backoff backoff(1s, 10s);
  for (const auto whole : {1s, 2s, 4s, 8s, 10s, 10s}) {
    const auto wait = backoff.next();
    EXPECT_GE(wait, Millis(whole) / 2);
    EXPECT_LE(wait, whole);
  }
}

TEST(Backoff, starts_anew_after_a_reset) {
  Backoff backoff(1s, 300s);
  for (int i = 0; i < 9; ++i) backoff.next();
  EXPECT_GT(backoff.next(), 100s);
  backoff.reset();
  EXPECT_LE(backoff.next(), 1s);
}

TEST(Backoff, many_who_fail_together_come_back_at_different_times) {
  std::set<Millis> waits;
  for (int i = 0; i < 20; ++i) waits.insert(Backoff(100s, 300s).next());
  EXPECT_GT(waits.size(), 10u);
}

TEST(Backoff, a_first_wait_above_the_bound_is_the_bound) { EXPECT_LE(Backoff(10s, 2s).next(), 2s); }

}  // namespace
}  // namespace herald::core
