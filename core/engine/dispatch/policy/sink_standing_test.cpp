// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/sink_standing.h"
#include "engine/dispatch/testing/times.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using State = SinkStatus::State;

class SinkStandingTest : public ::testing::Test {
 protected:
  std::optional<SinkStanding::Alert> update(Clock::time_point now = kNow) { return standing.update(breaker, now); }
  void fail() { breaker.failed(breaker.begin(), {.verdict = Outcome::Verdict::Retry}, kNow); }
  void hold() { breaker.refused(breaker.begin(), kNow); }
  void succeed() { breaker.succeeded(breaker.begin()); }

  Breaker breaker{RetryPolicy{}};
  SinkStanding standing{kNow};
};

TEST_F(SinkStandingTest, a_failure_is_told_only_after_its_time_and_then_that_it_works_again) {
  fail();
  EXPECT_FALSE(update(kNow + 1s));
  EXPECT_EQ(standing.state(), State::Failing);
  EXPECT_EQ(standing.since(), kNow + 1s);
  EXPECT_EQ(standing.alertAt(20s), kNow + 21s);
  const auto alert = standing.alert();
  EXPECT_TRUE(alert.failing);
  EXPECT_EQ(alert.since, kNow + 1s);
  EXPECT_EQ(standing.alertAt(20s), Clock::time_point::max()) << "once";
  succeed();
  const auto works = update(kNow + 1min);
  ASSERT_TRUE(works);
  EXPECT_FALSE(works->failing);
  EXPECT_EQ(works->since, kNow + 1s);
  EXPECT_EQ(standing.state(), State::Healthy);
}

TEST_F(SinkStandingTest, a_hold_an_end_and_a_hanging_call_are_told_at_once) {
  hold();
  ASSERT_TRUE(update());
  EXPECT_EQ(standing.state(), State::Holding);
  EXPECT_FALSE(update()) << "once";
  SinkStanding gone(kNow);
  breaker.gone();
  EXPECT_TRUE(gone.update(breaker, kNow));
  EXPECT_EQ(gone.state(), State::Gone);
  SinkStanding hanging(kNow);
  hanging.hangs("a call does not return");
  EXPECT_TRUE(hanging.update(Breaker(RetryPolicy{}), kNow));
  EXPECT_EQ(hanging.state(), State::Hanging);
}

TEST_F(SinkStandingTest, three_rejected_events_in_a_row_are_told_at_once) {
  for (int i = 0; i < 2; ++i) {
    standing.rejected("PrintDone", "400: no");
    EXPECT_FALSE(update());
  }
  standing.accepted("PrintDone");
  for (int i = 0; i < 2; ++i) standing.rejected("PrintDone", "400: no");
  EXPECT_FALSE(update());
  EXPECT_FALSE(standing.changedRecord(breaker));
  standing.rejected("PrintDone", "413: too long");
  const auto alert = update();
  ASSERT_TRUE(alert && alert->failing);
  EXPECT_EQ(standing.state(), State::Rejecting);
  EXPECT_EQ(standing.reason(), "the last 3 events are dead letters: 413: too long");
  EXPECT_EQ(standing.changedRecord(breaker),
            (SinkRecord{.stop = SinkRecord::Stop::Rejecting, .reason = "413: too long"}));
  standing.rejected("PrintDone", "400: no");
  EXPECT_FALSE(update()) << "once";
  EXPECT_FALSE(standing.changedRecord(breaker)) << "not for each event";
  standing.accepted("PrintDone");
  const auto works = update();
  ASSERT_TRUE(works);
  EXPECT_FALSE(works->failing);
  EXPECT_EQ(standing.state(), State::Healthy);
  EXPECT_EQ(standing.changedRecord(breaker), SinkRecord{});
}

TEST_F(SinkStandingTest, slowed_is_the_least_of_all_states) {
  standing.setSlowed(true);
  EXPECT_FALSE(update());
  EXPECT_EQ(standing.state(), State::Slowed);
  EXPECT_TRUE(standing.isHealthy(breaker));
  fail();
  update();
  EXPECT_EQ(standing.state(), State::Failing);
  succeed();
  standing.setSlowed(false);
  update();
  EXPECT_EQ(standing.state(), State::Healthy);
}

TEST_F(SinkStandingTest, a_paused_sink_is_paused_whatever_else_it_is_and_nobody_is_told) {
  fail();
  standing.pause("paused by the operator");
  update();
  EXPECT_EQ(standing.state(), State::Paused);
  EXPECT_EQ(standing.alertAt(20s), Clock::time_point::max());
  EXPECT_FALSE(standing.isHealthy(breaker));
  standing.resume();
  update();
  EXPECT_EQ(standing.state(), State::Failing);
  EXPECT_EQ(standing.alertAt(20s), kNow + 20s);
}

TEST_F(SinkStandingTest, the_record_is_written_when_it_changes) {
  EXPECT_FALSE(standing.changedRecord(breaker));
  standing.drain(17);
  standing.pause("drained");
  EXPECT_EQ(standing.changedRecord(breaker), (SinkRecord{.paused = true}));
  EXPECT_FALSE(standing.changedRecord(breaker));
  standing.resume();
  standing.drain(18);
  EXPECT_EQ(standing.changedRecord(breaker), (SinkRecord{.drainTo = 18}));
}

TEST_F(SinkStandingTest, the_end_of_a_hold_changes_the_record_too) {
  hold();
  standing.stopped("401");
  update();
  EXPECT_EQ(standing.changedRecord(breaker), (SinkRecord{.stop = SinkRecord::Stop::Hold, .reason = "401"}));
  succeed();
  standing.works();
  update();
  EXPECT_EQ(standing.changedRecord(breaker), SinkRecord{});
}

TEST_F(SinkStandingTest, a_stop_is_news_only_with_another_reason) {
  EXPECT_TRUE(standing.stopped("401"));
  EXPECT_FALSE(standing.stopped("401"));
  EXPECT_TRUE(standing.stopped("403"));
  standing.works();
  EXPECT_TRUE(standing.stopped("403"));
}

TEST_F(SinkStandingTest, takes_over_the_stop_of_the_same_configuration_alone) {
  const SinkRecord record{.drainTo = 3, .stop = SinkRecord::Stop::Hold, .reason = "401"};
  standing.restore(record, false);
  EXPECT_EQ(standing.drainTo(), 3u);
  EXPECT_EQ(standing.reason(), "");
  standing.restore(record, true);
  EXPECT_EQ(standing.reason(), "401");
  EXPECT_FALSE(standing.stopped("401")) << "it was logged before the restart";
}

}  // namespace
}  // namespace herald::core
