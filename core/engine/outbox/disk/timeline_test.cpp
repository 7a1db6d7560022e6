// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/timeline.h"

#include <gtest/gtest.h>

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
