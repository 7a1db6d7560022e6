// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_supervision.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using Verdict = Outcome::Verdict;

constexpr Clock::time_point kNow{1h};

TEST(SourceSupervision, doubles_the_wait_after_each_failure_until_the_source_is_ready) {
  SourceSupervision source(60s);
  for (const auto whole : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
    const auto wait = source.failed(Failure(Verdict::Retry, "no answer"), kNow);
    EXPECT_GE(wait, Millis(whole) / 2);
    EXPECT_LE(wait, whole);
  }
  source.ready("octopi.local");
  EXPECT_LE(source.failed(Failure(Verdict::Retry, "no answer"), kNow), 1s);
}

TEST(SourceSupervision, waits_longer_after_a_hold) {
  SourceSupervision source(60s);
  EXPECT_GE(source.failed(Failure(Verdict::Hold, "wrong key"), kNow), 30s);
  for (int i = 0; i < 9; ++i) source.failed(Failure(Verdict::Hold, "wrong key"), kNow);
  EXPECT_LE(source.failed(Failure(Verdict::Hold, "wrong key"), kNow), 10min);
}

TEST(SourceSupervision, counts_the_time_away_from_the_first_failure) {
  SourceSupervision source(60s);
  EXPECT_FALSE(source.lostAt());
  source.failed(Failure(Verdict::Retry, "no answer"), kNow);
  source.failed(Failure(Verdict::Retry, "still no answer"), kNow + 10s);
  EXPECT_EQ(source.awaySince(), kNow);
  EXPECT_EQ(source.lostAt(), kNow + 60s);
}

TEST(SourceSupervision, reports_the_return_of_a_source_only_if_it_was_lost) {
  SourceSupervision source(60s);
  source.failed(Failure(Verdict::Retry, "no answer"), kNow);
  EXPECT_FALSE(source.ready("octopi.local"));
  source.failed(Failure(Verdict::Retry, "no answer"), kNow + 10s);
  source.setLost();
  EXPECT_FALSE(source.lostAt()) << "it is lost already";
  EXPECT_EQ(source.ready("octopi.local"), kNow + 10s);
  EXPECT_FALSE(source.ready("octopi.local"));
}

TEST(SourceSupervision, shows_what_the_operator_sees) {
  SourceSupervision source(60s);
  EXPECT_EQ(source.status().state, SourceStatus::State::Starting);
  source.ready("octopi.local");
  EXPECT_EQ(source.status().state, SourceStatus::State::Running);
  EXPECT_EQ(source.status().detail, "octopi.local");
  source.failed(Failure(Verdict::Retry, "no answer"), kNow);
  EXPECT_EQ(source.status().state, SourceStatus::State::Waiting);
  EXPECT_EQ(source.status().detail, "no answer");
  source.restarting();
  EXPECT_EQ(source.status().state, SourceStatus::State::Starting);
  EXPECT_EQ(source.status().restarts, 1);
}

}  // namespace
}  // namespace herald::core
