// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/breaker.h"
#include "engine/dispatch/testing/times.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

Outcome failure(int status, Millis retryAfter = 0ms) {
  return {.verdict = Outcome::Verdict::Retry, .status = status, .retryAfter = retryAfter};
}

TEST(Breaker, blocks_the_sink_only_for_a_failure_of_the_whole) {
  struct Case {
    Outcome outcome;
    bool whole;
  };
  for (const auto& [outcome, whole] : {Case{failure(0), true}, Case{failure(429), true}, Case{failure(503, 1s), true},
                                       Case{failure(503), false}, Case{failure(408), false}}) {
    Breaker breaker(RetryPolicy{});
    EXPECT_EQ(breaker.failed(breaker.begin(), outcome, kNow), whole) << outcome.status;
    EXPECT_EQ(breaker.mayCall(kNow), !whole) << outcome.status;
  }
}

TEST(Breaker, after_so_many_failures_in_a_row_the_sink_waits_and_one_probe_lets_all_through) {
  Breaker breaker(RetryPolicy{.breakAfter = 3});
  for (int i = 0; i < 2; ++i) breaker.failed(breaker.begin(), failure(500), kNow);
  EXPECT_FALSE(breaker.succeeded(breaker.begin()));
  for (int i = 0; i < 2; ++i) breaker.failed(breaker.begin(), failure(500), kNow);
  EXPECT_TRUE(breaker.mayCall(kNow));
  breaker.failed(breaker.begin(), failure(500), kNow);
  EXPECT_FALSE(breaker.mayCall(kNow));
  EXPECT_TRUE(breaker.mayCall(kNow + 1s));
  const auto probe = breaker.begin();
  EXPECT_FALSE(breaker.mayCall(kNow + 1h)) << "one probe at a time";
  EXPECT_TRUE(breaker.succeeded(probe));
  EXPECT_TRUE(breaker.mayCall(kNow));
  EXPECT_FALSE(breaker.failing());
}

TEST(Breaker, tells_a_wish_for_a_longer_wait_than_its_own) {
  Breaker breaker(RetryPolicy{.most = 5min});
  EXPECT_FALSE(breaker.longWish(kNow));
  breaker.failed(breaker.begin(), failure(429, 5min), kNow);
  EXPECT_FALSE(breaker.longWish(kNow));
  breaker.failed(breaker.begin(), failure(429, 20min), kNow);
  breaker.failed(breaker.begin(), failure(429, 1s), kNow);
  EXPECT_EQ(breaker.longWish(kNow), 20min);
  EXPECT_EQ(breaker.longWish(kNow + 19min), 20min);
  EXPECT_FALSE(breaker.longWish(kNow + 20min));
  breaker.retryNow();
  EXPECT_FALSE(breaker.longWish(kNow));
}

TEST(Breaker, a_failed_probe_doubles_the_wait) {
  Breaker breaker(RetryPolicy{});
  auto now = kNow;
  for (const auto most : {1s, 2s, 4s, 8s}) {
    breaker.failed(breaker.begin(), failure(0), now);
    EXPECT_GE(breaker.due(), now + Millis(most) / 2);
    EXPECT_LE(breaker.due(), now + most);
    now = breaker.due();
  }
}

TEST(Breaker, calls_that_fail_together_count_once) {
  Breaker breaker(RetryPolicy{});
  const auto one = breaker.begin();
  const auto other = breaker.begin();
  breaker.failed(one, failure(0), kNow);
  const auto due = breaker.due();
  EXPECT_TRUE(breaker.failed(other, failure(0), kNow + 100ms));
  EXPECT_EQ(breaker.due(), due);
}

TEST(Breaker, a_call_from_before_the_failure_lets_nothing_through) {
  Breaker breaker(RetryPolicy{});
  const auto early = breaker.begin();
  breaker.failed(breaker.begin(), failure(429, 30s), kNow);
  EXPECT_FALSE(breaker.succeeded(early));
  EXPECT_FALSE(breaker.mayCall(kNow + 29s));
}

TEST(Breaker, obeys_the_longest_wish_up_to_a_day) {
  Breaker breaker(RetryPolicy{});
  const auto other = breaker.begin();
  breaker.failed(breaker.begin(), failure(503, 30s), kNow);
  EXPECT_EQ(breaker.due(), kNow + 30s);
  breaker.failed(other, failure(503, 60s), kNow);
  EXPECT_EQ(breaker.due(), kNow + 60s);
  breaker.failed(other, failure(503, Millis::max()), kNow);
  EXPECT_EQ(breaker.due(), kNow + 24h);
}

TEST(Breaker, obeys_a_wish_however_it_stands) {
  Breaker holding(RetryPolicy{});
  holding.refused(holding.begin(), kNow);
  holding.failed(holding.begin(), failure(503, 1h), kNow);
  EXPECT_EQ(holding.state(), Breaker::State::SlowProbes);
  EXPECT_EQ(holding.due(), kNow + 1h);
  Breaker healthy(RetryPolicy{});
  const auto late = healthy.begin();
  healthy.failed(healthy.begin(), failure(503, 1s), kNow);
  EXPECT_TRUE(healthy.succeeded(healthy.begin()));
  healthy.failed(late, failure(429, 30s), kNow + 1s);
  EXPECT_FALSE(healthy.mayCall(kNow + 30s));
  EXPECT_TRUE(healthy.mayCall(kNow + 31s));
}

TEST(Breaker, a_wish_outlasts_whatever_else_fails) {
  const auto wished = [](const auto& then) {
    Breaker breaker(RetryPolicy{.first = 1s});
    const auto other = breaker.begin();
    breaker.failed(breaker.begin(), failure(503, 1h), kNow);
    then(breaker, other);
    return breaker.due() == kNow + 1h;
  };
  EXPECT_TRUE(wished([](auto& breaker, auto other) { breaker.refused(other, kNow); }));
  EXPECT_TRUE(wished([](auto& breaker, auto) { breaker.hangs(breaker.begin(), kNow); }));
  Breaker offline(RetryPolicy{});
  const auto other = offline.begin();
  offline.failed(offline.begin(), failure(0), kNow);
  offline.failed(other, failure(429, 1h), kNow);
  offline.networkIsBack(kNow);
  EXPECT_EQ(offline.due(), kNow + 1h);
}

TEST(Breaker, of_several_calls_that_hang_together_only_the_first_one_counts) {
  Breaker breaker(RetryPolicy{.first = 1s});
  const auto ticket = breaker.begin();
  for (int i = 0; i < 500; ++i) breaker.hangs(ticket, kNow);
  EXPECT_LE(breaker.due(), kNow + 1s);
}

TEST(Breaker, a_wish_is_for_the_receiver_that_had_it_and_the_operator_overrules_it) {
  Breaker holding(RetryPolicy{});
  holding.refused(holding.begin(), kNow);
  holding.failed(holding.begin(), failure(503, 1h), kNow);
  auto asked = holding;
  asked.retryNow();
  EXPECT_TRUE(asked.mayCall(kNow));
  holding.renew();
  EXPECT_TRUE(holding.mayCall(kNow));
}

TEST(Breaker, on_hold_it_probes_after_a_fifth_and_then_at_its_interval) {
  Breaker breaker(RetryPolicy{.holdProbe = 300s});
  breaker.refused(breaker.begin(), kNow);
  EXPECT_EQ(breaker.state(), Breaker::State::SlowProbes);
  EXPECT_EQ(breaker.due(), kNow + 60s);
  breaker.refused(breaker.begin(), kNow + 60s);
  EXPECT_EQ(breaker.due(), kNow + 360s);
  breaker.failed(breaker.begin(), failure(503), kNow + 360s);
  EXPECT_EQ(breaker.state(), Breaker::State::SlowProbes) << "a passing trouble ends no hold";
  EXPECT_EQ(breaker.due(), kNow + 660s);
  EXPECT_TRUE(breaker.succeeded(breaker.begin()));
}

TEST(Breaker, a_new_instance_is_probed_at_once_and_else_nothing_changes) {
  Breaker holding(RetryPolicy{});
  holding.refused(holding.begin(), kNow);
  holding.renew();
  EXPECT_TRUE(holding.mayCall(kNow));
  Breaker gone(RetryPolicy{});
  gone.gone();
  EXPECT_FALSE(gone.mayCall(kNow + 10000h));
  gone.renew();
  EXPECT_TRUE(gone.mayCall(kNow));
  gone.begin();
  EXPECT_FALSE(gone.mayCall(kNow)) << "one probe";
  Breaker waiting(RetryPolicy{});
  waiting.failed(waiting.begin(), failure(429, 30s), kNow);
  waiting.renew();
  EXPECT_FALSE(waiting.mayCall(kNow));
}

TEST(Breaker, the_network_that_is_back_makes_due_only_what_waited_for_it) {
  Breaker offline(RetryPolicy{.first = 100s});
  offline.failed(offline.begin(), failure(0), kNow);
  EXPECT_TRUE(offline.offline());
  offline.networkIsBack(kNow);
  EXPECT_TRUE(offline.mayCall(kNow));
  Breaker busy(RetryPolicy{.first = 100s});
  busy.failed(busy.begin(), failure(429), kNow);
  busy.networkIsBack(kNow);
  EXPECT_FALSE(busy.mayCall(kNow));
}

TEST(Breaker, after_an_outage_the_calls_ramp_up) {
  Breaker breaker(RetryPolicy{});
  const auto unlimited = breaker.most();
  EXPECT_GT(unlimited, 1000000);
  breaker.failed(breaker.begin(), failure(0), kNow);
  breaker.succeeded(breaker.begin());
  EXPECT_EQ(breaker.most(), 2);
  breaker.succeeded(breaker.begin());
  EXPECT_EQ(breaker.most(), 4);
  for (int i = 0; i < 100; ++i) breaker.succeeded(breaker.begin());
  EXPECT_EQ(breaker.most(), unlimited);
}

TEST(Breaker, a_retry_now_makes_it_due_at_once_except_a_second_probe) {
  Breaker breaker(RetryPolicy{});
  breaker.failed(breaker.begin(), failure(429, 1h), kNow);
  breaker.retryNow();
  EXPECT_TRUE(breaker.mayCall(kNow));
  breaker.begin();
  breaker.retryNow();
  EXPECT_FALSE(breaker.mayCall(kNow + 100h));
}

TEST(Breaker, after_a_retry_now_the_waits_begin_anew) {
  Breaker breaker(RetryPolicy{});
  for (int i = 0; i < 10; ++i) breaker.failed(breaker.begin(), failure(0), kNow);
  EXPECT_GT(breaker.due(), kNow + 10s);
  breaker.retryNow();
  breaker.failed(breaker.begin(), failure(0), kNow);
  EXPECT_LE(breaker.due(), kNow + 1s);
}

TEST(Breaker, a_refusal_from_before_makes_no_hold_of_a_sink_that_is_gone) {
  Breaker breaker(RetryPolicy{});
  const auto early = breaker.begin();
  breaker.gone();
  breaker.refused(early, kNow);
  EXPECT_EQ(breaker.state(), Breaker::State::Nothing);
}

TEST(Breaker, a_probe_that_was_not_made_leaves_the_way_to_the_next_one) {
  Breaker breaker(RetryPolicy{});
  breaker.failed(breaker.begin(), failure(0), kNow);
  const auto probe = breaker.begin();
  EXPECT_FALSE(breaker.mayCall(kNow + 1h));
  breaker.cancel(probe);
  EXPECT_TRUE(breaker.mayCall(kNow + 1h));
  const auto next = breaker.begin();
  breaker.cancel(next + 1);
  EXPECT_FALSE(breaker.mayCall(kNow + 1h)) << "another call says nothing about it";
}

}  // namespace
}  // namespace herald::core
