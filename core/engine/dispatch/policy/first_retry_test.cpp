// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/first_retry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <set>
#include <vector>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

FirstRetry proven(Clock::duration took = 200ms) {
  FirstRetry first;
  for (int i = 0; i < FirstRetry::kSeen; ++i) first.ended(true, took);
  return first;
}

TEST(FirstRetryTest, a_sink_has_to_prove_itself) {
  FirstRetry first;
  EXPECT_FALSE(first.wait());
  for (int i = 0; i < FirstRetry::kSeen - FirstRetry::kMostFailures - 1; ++i) first.ended(true, 1ms);
  EXPECT_FALSE(first.wait());
  first.ended(true, 1ms);
  EXPECT_TRUE(first.wait());
}

TEST(FirstRetryTest, waits_about_as_long_as_the_receiver_takes) {
  const auto first = proven(200ms);
  std::set<Millis> waits;
  for (int i = 0; i < 200; ++i) waits.insert(first.wait().value());
  EXPECT_GE(*waits.begin(), 190ms);
  EXPECT_LE(*waits.rbegin(), 300ms);
  EXPECT_GT(waits.size(), 10U) << "callers that failed together do not come back together";
}

TEST(FirstRetryTest, a_receiver_that_fails_often_is_not_pressed) {
  auto first = proven();
  for (int i = 0; i < FirstRetry::kMostFailures; ++i) first.ended(false, 1ms);
  EXPECT_TRUE(first.wait());
  first.ended(false, 1ms);
  EXPECT_FALSE(first.wait());
}

RC_GTEST_PROP(FirstRetryProperty, is_bounded_and_only_for_a_high_success_rate,
              (const std::vector<std::pair<bool, int>>& more)) {
  auto first = proven();
  std::uint64_t failures = 0;
  for (const auto& [isDelivered, took] : more) {
    first.ended(isDelivered, Millis(took & 0xfffff));
    failures = failures << 1 | (isDelivered ? 0U : 1U);
    const auto wait = first.wait();
    const bool isHigh = std::popcount(failures & 0xffffffffU) <= FirstRetry::kMostFailures;
    RC_ASSERT(wait.has_value() == isHigh);
    RC_ASSERT(!wait || (*wait >= FirstRetry::kLeast && *wait <= FirstRetry::kMost));
  }
}

}  // namespace
}  // namespace herald::core
