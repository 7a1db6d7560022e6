// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/token_bucket.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

constexpr Clock::time_point kNow{1h};

int takeAll(TokenBucket& bucket, Clock::time_point now) {
  int taken = 0;
  while (bucket.take(now)) ++taken;
  return taken;
}

TEST(TokenBucket, spaces_the_attempts_evenly) {
  TokenBucket bucket(parseRate("20/min"));
  EXPECT_LE(bucket.due(), kNow);
  EXPECT_EQ(takeAll(bucket, kNow), 1);
  EXPECT_EQ(bucket.due(), kNow + 3s);
  EXPECT_FALSE(bucket.take(kNow + 3s - 1ns));
  EXPECT_TRUE(bucket.take(kNow + 3s));
}

TEST(TokenBucket, saves_up_a_burst_and_no_more) {
  TokenBucket bucket({.count = 1, .per = 1s, .burst = 5});
  EXPECT_EQ(takeAll(bucket, kNow), 5);
  EXPECT_EQ(takeAll(bucket, kNow + 2s), 2);
  EXPECT_EQ(takeAll(bucket, kNow + 10h), 5);
}

TEST(TokenBucket, a_token_that_was_not_used_is_there_again) {
  TokenBucket bucket(parseRate("1/h"));
  EXPECT_TRUE(bucket.take(kNow));
  bucket.giveBack();
  EXPECT_TRUE(bucket.take(kNow));
  EXPECT_FALSE(bucket.take(kNow));
}

TEST(TokenBucket, what_was_taken_counts_on_under_a_new_rate) {
  TokenBucket bucket(parseRate("1/h"));
  bucket.take(kNow);
  bucket.setRate(parseRate("1/s"), kNow);
  EXPECT_FALSE(bucket.take(kNow));
}

TEST(TokenBucket, what_was_taken_comes_back_at_the_new_rate) {
  TokenBucket bucket({.count = 10, .per = 1h, .burst = 100});
  EXPECT_EQ(takeAll(bucket, kNow), 100);
  bucket.setRate({.count = 10, .per = 1s, .burst = 100}, kNow + 1h);
  EXPECT_EQ(takeAll(bucket, kNow + 1h), 10) << "those that came back in the hour";
  EXPECT_EQ(bucket.due(), kNow + 1h + 100ms);
  bucket.setRate({.count = 10, .per = 1h, .burst = 100}, kNow + 1h);
  EXPECT_EQ(bucket.due(), kNow + 1h + 6min);
}

TEST(TokenBucket, another_rate_finds_it_empty_at_worst) {
  TokenBucket bucket({.count = 10, .per = 1s, .burst = 100});
  takeAll(bucket, kNow);
  bucket.setRate(parseRate("1/h"), kNow);
  EXPECT_EQ(bucket.due(), kNow + 1h);
}

TEST(TokenBucket, the_same_rate_once_more_changes_nothing) {
  TokenBucket bucket({.count = 7, .per = 24h, .burst = 100});
  takeAll(bucket, kNow);
  const auto due = bucket.due();
  bucket.setRate({.count = 7, .per = 24h, .burst = 100}, kNow + 1s);
  EXPECT_EQ(bucket.due(), due);
}

}  // namespace
}  // namespace herald::core
