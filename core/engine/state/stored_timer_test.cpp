// SPDX-License-Identifier: Apache-2.0
#include "engine/state/stored_timer.h"

#include <gtest/gtest.h>

#include <memory>

#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

StoredTimer storedOne(Clock::time_point due) {
  StoredTimer stored{.step = "farm.1.again", .type = "remind", .id = "the id", .notTo = "slack", .due = due};
  stored.timer = {"Prusa: №3\n", std::string("a\0b", 3), {}};
  Event& event = stored.timer.event;
  event.type = "UserActionNeeded";
  event.payload = R"({"line": "M0"})";
  event.context = R"({"reminder":2})";
  event.category = Category::Error;
  event.subject = "benchy.gcode";
  event.id = "of the event";
  event.source = "mk3";
  event.device = stored.timer.device;
  event.time = std::chrono::system_clock::time_point(1234567890123456ns);
  return stored;
}

/// Another process, an hour later by the wall clock. Its steady clock is another one.
std::unique_ptr<FakeTime> later(bool synchronized) {
  auto time = std::make_unique<FakeTime>();
  time->setWallClock(time->wallClock() + 1h, synchronized);
  return time;
}

class StoredTimerTest : public ::testing::Test {
 protected:
  Note note() const { return timerNote(stored_, time_); }
  Millis leftIn(const FakeTime& time) const {
    return std::chrono::duration_cast<Millis>(storedTimer(note(), time).value().due - time.now());
  }

  FakeTime time_{};
  StoredTimer stored_ = storedOne(time_.now() + 90min);
};

TEST_F(StoredTimerTest, is_a_note_with_everything) {
  EXPECT_EQ(note().owner, kTimerOwner);
  EXPECT_EQ(note().key, timerKey("farm.1.again", "remind", "Prusa: №3\n", std::string("a\0b", 3)));
  const auto read = storedTimer(note(), time_).value();
  EXPECT_EQ(read.step, stored_.step);
  EXPECT_EQ(read.type, stored_.type);
  EXPECT_EQ(read.id, stored_.id);
  EXPECT_EQ(read.notTo, stored_.notTo);
  EXPECT_EQ(read.due, stored_.due);
  EXPECT_EQ(read.timer.device, stored_.timer.device);
  EXPECT_EQ(read.timer.name, stored_.timer.name);
  const Event &one = read.timer.event, &other = stored_.timer.event;
  EXPECT_EQ(one.type, other.type);
  EXPECT_EQ(one.payload, other.payload);
  EXPECT_EQ(one.context, other.context);
  EXPECT_EQ(one.category, other.category);
  EXPECT_EQ(one.subject, other.subject);
  EXPECT_EQ(one.id, other.id);
  EXPECT_EQ(one.source, other.source);
  EXPECT_EQ(one.device, other.device);
  EXPECT_EQ(one.time, other.time);
}

TEST_F(StoredTimerTest, the_time_between_two_processes_counts_if_the_clock_was_right_at_both_ends) {
  EXPECT_EQ(leftIn(*later(true)), 30min);
  EXPECT_EQ(leftIn(*later(false)), 90min);
  time_.setWallClock(time_.wallClock(), false);
  EXPECT_EQ(leftIn(*later(true)), 90min);
}

TEST_F(StoredTimerTest, a_clock_that_is_wrong_by_years_neither_adds_time_nor_takes_more_than_all) {
  FakeTime past, future;
  past.setWallClock(time_.wallClock() - 24h * 10000);
  future.setWallClock(time_.wallClock() + 24h * 10000);
  EXPECT_EQ(leftIn(past), 90min);
  EXPECT_EQ(leftIn(future), 0min);
}

TEST_F(StoredTimerTest, is_nothing_if_the_note_is_damaged_or_empty) {
  auto damaged = note();
  damaged.value.pop_back();
  EXPECT_FALSE(storedTimer(damaged, time_));
  damaged = note();
  damaged.key = "farm.1.again";
  EXPECT_FALSE(storedTimer(damaged, time_));
  damaged = note();
  damaged.value.clear();
  EXPECT_FALSE(storedTimer(damaged, time_));
}

}  // namespace
}  // namespace herald::core
