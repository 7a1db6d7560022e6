// SPDX-License-Identifier: Apache-2.0
#include "testing/fake_time.h"

#include <gtest/gtest.h>

#include <thread>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

/// A thread that waits for `until` or for wake().
class Sleeper {
 public:
  Sleeper(FakeTime& time, Clock::time_point until)
      : thread_([this, &time, until] {
          const MutexLock lock(mutex_);
          woken_ = time.waitUntil(condition_, mutex_, until, [this]() HERALD_REQUIRES(mutex_) { return done_; });
        }) {}

  void wake() {
    const MutexLock lock(mutex_);
    done_ = true;
    condition_.notifyAll();
  }

  /// Returns true if wake() ended the wait, false if the time did.
  bool join() {
    thread_.join();
    const MutexLock lock(mutex_);
    return woken_;
  }

 private:
  Mutex mutex_{};
  Condition condition_{};
  bool done_ HERALD_GUARDED_BY(mutex_) = false;
  bool woken_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

TEST(FakeTime, stands_still_until_it_is_moved) {
  FakeTime time;
  const auto start = time.now();
  const auto wall = time.wallClock();
  EXPECT_EQ(time.now(), start);
  time.advance(1500ms);
  EXPECT_EQ(time.now(), start + 1500ms);
  EXPECT_EQ(time.wallClock(), wall + 1500ms);
  time.advanceTo(start);
  EXPECT_EQ(time.now(), start + 1500ms) << "it never goes back";
}

TEST(FakeTime, wakes_the_threads_whose_time_has_come_and_no_other) {
  FakeTime time;
  const auto start = time.now();
  Sleeper early(time, start + 1s);
  Sleeper late(time, start + 2s);
  time.awaitWaiters(2);
  EXPECT_EQ(time.awaitWaiterIn(0ms, 1s), start + 1s);
  time.advance(1s);
  EXPECT_FALSE(early.join());
  EXPECT_EQ(time.awaitWaiterIn(0ms, 10s), start + 2s);
  time.advance(1s);
  EXPECT_FALSE(late.join());
}

TEST(FakeTime, a_waiting_thread_can_be_woken_without_the_time_passing) {
  FakeTime time;
  Sleeper sleeper(time, Clock::time_point::max());
  time.awaitWaiters(1);
  sleeper.wake();
  EXPECT_TRUE(sleeper.join());
}

TEST(FakeTime, no_wake_up_is_lost_between_a_look_at_the_clock_and_the_sleep) {
  for (int round = 0; round < 2000; ++round) {
    FakeTime time;
    Sleeper sleeper(time, time.now() + 1s);
    time.advance(1s);
    EXPECT_FALSE(sleeper.join());
  }
}

TEST(SystemTime, waits_for_the_condition_or_the_time) {
  SystemTime time;
  Mutex mutex;
  Condition condition;
  const MutexLock lock(mutex);
  EXPECT_FALSE(time.waitUntil(condition, mutex, time.now(), [] { return false; }));
  EXPECT_TRUE(time.waitUntil(condition, mutex, Clock::time_point::max(), [] { return true; }));
}

}  // namespace
}  // namespace herald::core
