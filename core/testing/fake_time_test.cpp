#include "testing/fake_time.h"

#include <gtest/gtest.h>

#include <thread>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

/// A thread that waits for `until` or for being told.
class Sleeper {
 public:
  Sleeper(FakeTime& time, Clock::time_point until)
      : thread_([this, &time, until] {
          std::unique_lock lock(mutex_);
          told_ = time.waitUntil(condition_, lock, until, [this] { return done_; });
        }) {}

  void tell() {
    const std::lock_guard guard(mutex_);
    done_ = true;
    condition_.notify_all();
  }

  /// Was it told, or did its time come?
  bool join() {
    thread_.join();
    return told_;
  }

 private:
  std::mutex mutex_{};
  std::condition_variable condition_{};
  bool done_ = false;
  bool told_ = false;
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

TEST(FakeTime, a_waiting_thread_can_be_told_without_the_time_passing) {
  FakeTime time;
  Sleeper sleeper(time, Clock::time_point::max());
  time.awaitWaiters(1);
  sleeper.tell();
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
  std::mutex mutex;
  std::condition_variable condition;
  std::unique_lock lock(mutex);
  EXPECT_FALSE(time.waitUntil(condition, lock, time.now(), [] { return false; }));
  EXPECT_TRUE(time.waitUntil(condition, lock, Clock::time_point::max(), [] { return true; }));
}

}  // namespace
}  // namespace herald::core
