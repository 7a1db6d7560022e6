// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/token_bucket.h"
#include "engine/dispatch/testing/times.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

using Waiter = TokenBucket::Waiter;

class TokenBucketTest : public ::testing::Test {
 protected:
  int takeAll(TokenBucket& bucket, Clock::time_point now) {
    int taken = 0;
    while (bucket.take(sink, Urgency::Usual, now)) ++taken;
    bucket.leave(sink);
    return taken;
  }

  Waiter sink{};
};

TEST_F(TokenBucketTest, spaces_the_attempts_evenly) {
  TokenBucket bucket(parseRate("20/min"));
  EXPECT_LE(bucket.due(sink), kNow);
  EXPECT_EQ(takeAll(bucket, kNow), 1);
  EXPECT_EQ(bucket.due(sink), kNow + 3s);
  EXPECT_FALSE(bucket.take(sink, Urgency::Usual, kNow + 3s - 1ns));
  EXPECT_TRUE(bucket.take(sink, Urgency::Usual, kNow + 3s));
}

TEST_F(TokenBucketTest, saves_up_a_burst_and_no_more) {
  TokenBucket bucket({.count = 1, .per = 1s, .burst = 5});
  EXPECT_EQ(takeAll(bucket, kNow), 5);
  EXPECT_EQ(takeAll(bucket, kNow + 2s), 2);
  EXPECT_EQ(takeAll(bucket, kNow + 10h), 5);
}

TEST_F(TokenBucketTest, a_token_that_was_not_used_is_there_again) {
  TokenBucket bucket(parseRate("1/h"));
  EXPECT_TRUE(bucket.take(sink, Urgency::Usual, kNow));
  bucket.giveBack();
  EXPECT_TRUE(bucket.take(sink, Urgency::Usual, kNow));
  EXPECT_FALSE(bucket.take(sink, Urgency::Usual, kNow));
}

TEST_F(TokenBucketTest, what_was_taken_counts_on_under_a_new_rate) {
  TokenBucket bucket(parseRate("1/h"));
  bucket.take(sink, Urgency::Usual, kNow);
  bucket.setRate(parseRate("1/s"), kNow);
  EXPECT_FALSE(bucket.take(sink, Urgency::Usual, kNow));
}

TEST_F(TokenBucketTest, what_was_taken_comes_back_at_the_new_rate) {
  TokenBucket bucket({.count = 10, .per = 1h, .burst = 100});
  EXPECT_EQ(takeAll(bucket, kNow), 100);
  bucket.setRate({.count = 10, .per = 1s, .burst = 100}, kNow + 1h);
  EXPECT_EQ(takeAll(bucket, kNow + 1h), 10) << "those that came back in the hour";
  EXPECT_EQ(bucket.due(sink), kNow + 1h + 100ms);
  bucket.setRate({.count = 10, .per = 1h, .burst = 100}, kNow + 1h);
  EXPECT_EQ(bucket.due(sink), kNow + 1h + 6min);
}

TEST_F(TokenBucketTest, another_rate_finds_it_empty_at_worst) {
  TokenBucket bucket({.count = 10, .per = 1s, .burst = 100});
  takeAll(bucket, kNow);
  bucket.setRate(parseRate("1/h"), kNow);
  EXPECT_EQ(bucket.due(sink), kNow + 1h);
}

TEST_F(TokenBucketTest, the_same_rate_once_more_changes_nothing) {
  TokenBucket bucket({.count = 7, .per = 24h, .burst = 100});
  takeAll(bucket, kNow);
  const auto due = bucket.due(sink);
  bucket.setRate({.count = 7, .per = 24h, .burst = 100}, kNow + 1s);
  EXPECT_EQ(bucket.due(sink), due);
}

// ---- several sinks

TEST(SharedTokenBucket, the_most_urgent_sink_takes_the_next_token) {
  TokenBucket bucket(parseRate("1/s"));
  Waiter first, second, urgent;
  ASSERT_TRUE(bucket.take(first, Urgency::Latest, kNow));
  EXPECT_FALSE(bucket.take(first, Urgency::Latest, kNow));
  EXPECT_FALSE(bucket.take(second, Urgency::Latest, kNow));
  EXPECT_FALSE(bucket.take(urgent, Urgency::Urgent, kNow));
  EXPECT_EQ(bucket.due(urgent), kNow + 1s);
  EXPECT_GT(bucket.due(first), kNow + 1s) << "it would find nothing";
  EXPECT_FALSE(bucket.take(first, Urgency::Latest, kNow + 1s));
  EXPECT_TRUE(bucket.take(urgent, Urgency::Urgent, kNow + 1s));
  EXPECT_FALSE(bucket.take(second, Urgency::Latest, kNow + 2s)) << "equals take turns";
  EXPECT_TRUE(bucket.take(first, Urgency::Latest, kNow + 2s));
  EXPECT_TRUE(bucket.take(second, Urgency::Latest, kNow + 3s));
}

TEST(SharedTokenBucket, a_sink_may_become_urgent_while_it_waits) {
  TokenBucket bucket(parseRate("1/s"));
  Waiter first, second;
  ASSERT_TRUE(bucket.take(first, Urgency::Usual, kNow));
  EXPECT_FALSE(bucket.take(first, Urgency::Usual, kNow));
  EXPECT_FALSE(bucket.take(second, Urgency::Usual, kNow));
  EXPECT_FALSE(bucket.take(second, Urgency::Urgent, kNow));
  EXPECT_FALSE(bucket.take(first, Urgency::Usual, kNow + 1s));
  EXPECT_TRUE(bucket.take(second, Urgency::Urgent, kNow + 1s));
}

TEST(SharedTokenBucket, a_sink_that_does_not_come_costs_the_others_one_second_at_most) {
  TokenBucket bucket(parseRate("1/h"));
  Waiter first, stuck;
  ASSERT_TRUE(bucket.take(first, Urgency::Usual, kNow));
  EXPECT_FALSE(bucket.take(first, Urgency::Usual, kNow));
  EXPECT_FALSE(bucket.take(stuck, Urgency::Urgent, kNow));
  EXPECT_EQ(bucket.due(first), kNow + 1h + 1s);
  EXPECT_TRUE(bucket.take(first, Urgency::Usual, kNow + 1h + 1s));
  EXPECT_FALSE(bucket.take(first, Urgency::Usual, kNow + 2h)) << "an hour after the last one";
  EXPECT_EQ(bucket.due(first), kNow + 2h + 1s);
  EXPECT_TRUE(bucket.take(first, Urgency::Usual, kNow + 2h + 1s)) << "nobody waits for the stuck one again";
}

TEST(SharedTokenBucket, a_sink_that_leaves_delays_nobody) {
  TokenBucket bucket(parseRate("1/h"));
  Waiter first, other;
  ASSERT_TRUE(bucket.take(first, Urgency::Usual, kNow));
  EXPECT_FALSE(bucket.take(other, Urgency::Urgent, kNow));
  EXPECT_FALSE(bucket.take(first, Urgency::Usual, kNow));
  bucket.leave(other);
  EXPECT_EQ(bucket.due(first), kNow + 1h);
  EXPECT_TRUE(bucket.take(first, Urgency::Usual, kNow + 1h));
}

TEST(SharedTokenBucket, a_flood_of_one_sink_stops_no_other) {
  TokenBucket bucket(parseRate("1/s"));
  Waiter flood, other;
  ASSERT_TRUE(bucket.take(flood, Urgency::Urgent, kNow));
  auto now = kNow;
  EXPECT_FALSE(bucket.take(other, Urgency::Latest, now));
  for (int i = 0; i < 9; ++i) {
    EXPECT_FALSE(bucket.take(flood, Urgency::Urgent, now));
    now += 1s;
    EXPECT_FALSE(bucket.take(other, Urgency::Latest, now)) << i;
    EXPECT_TRUE(bucket.take(flood, Urgency::Urgent, now)) << i;
  }
  EXPECT_FALSE(bucket.take(flood, Urgency::Urgent, now + 1s));
  EXPECT_TRUE(bucket.take(other, Urgency::Latest, now + 1s));
}

}  // namespace
}  // namespace herald::core
