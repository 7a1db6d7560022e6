// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/timeline.h"

#include <gtest/gtest.h>

#include <limits>

#include "engine/outbox/disk/row_format.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using Wall = std::chrono::system_clock::time_point;

class TimelineTest : public ::testing::Test {
 protected:
  /// The machine starts with this time on its wall clock.
  void boot(Wall wall, bool synchronized) { time.setWallClock(wall, synchronized); }

  const Wall start{1700000000s};
  FakeTime time{};
};

TEST_F(TimelineTest, runs_with_the_process) {
  const Timeline timeline({}, time);
  const auto before = timeline.at(time.now());
  time.advance(5s);
  EXPECT_EQ(timeline.at(time.now()) - before, 5000);
  EXPECT_EQ(timeline.from(before), time.now() - 5s);
}

TEST_F(TimelineTest, counts_the_time_between_processes_if_the_clock_was_right_at_both_ends) {
  boot(start, true);
  const auto last = Timeline({}, time).mark(time);
  boot(start + 1h, true);
  EXPECT_EQ(Timeline(last, time).at(time.now()) - last.line, 3600 * 1000);
}

TEST_F(TimelineTest, counts_only_running_time_if_the_clock_was_wrong) {
  for (const auto& [before, after] : {std::pair(false, true), {true, false}, {false, false}}) {
    boot(start, before);
    const auto last = Timeline({}, time).mark(time);
    boot(start + 1h, after);
    EXPECT_EQ(Timeline(last, time).at(time.now()), last.line) << before << after;
  }
}

/// A flipped bit must not make a delivery old, or young, by an overflow.
TEST_F(TimelineTest, takes_any_number_that_a_damaged_file_holds) {
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min(), kMost = std::numeric_limits<std::int64_t>::max();
  boot(start, true);
  for (const auto last : {kLeast, std::int64_t{0}, kMost}) {
    const Timeline timeline({last, last, true}, time);
    EXPECT_LE(timeline.from(kLeast), timeline.from(0)) << last;
    EXPECT_LE(timeline.from(0), timeline.from(kMost)) << last;
    EXPECT_LT(timeline.from(timeline.at(time.now()) - 1000), time.now()) << last;
  }
  const Timeline timeline({}, time);
  EXPECT_GT(timeline.from(kMost), time.now() + 24h);
  EXPECT_LT(timeline.from(kLeast), time.now() - 24h);
  EXPECT_GT(wallTimeOf(std::chrono::milliseconds(kMost)), start);
  EXPECT_LT(wallTimeOf(std::chrono::milliseconds(kLeast)), start);
}

TEST_F(TimelineTest, a_clock_that_is_set_back_makes_nothing_younger) {
  boot(start, true);
  const auto last = Timeline({}, time).mark(time);
  boot(start - 1h, true);
  EXPECT_EQ(Timeline(last, time).at(time.now()), last.line);
}

TEST_F(TimelineTest, a_clock_that_is_set_while_the_process_runs_ages_nothing) {
  boot(Wall{}, false);
  const Timeline timeline({}, time);
  const auto before = timeline.at(time.now());
  boot(start, true);
  EXPECT_EQ(timeline.at(time.now()), before);
}

}  // namespace
}  // namespace herald::core
