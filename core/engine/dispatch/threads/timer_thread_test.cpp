// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/timer_thread.h"

#include <gtest/gtest.h>

#include <latch>

#include "engine/dispatch/testing/times.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(TimerThread, runs_at_the_time_that_it_expects_and_at_the_time_that_the_run_gives) {
  FakeTime time;
  std::atomic<int> runs = 0;
  TimerThread timer(time, [&] { return ++runs == 1 ? time.now() + 2h : kNever; });
  timer.expect(time.now() + 3h);
  timer.expect(time.now() + 1h);
  time.advanceTo(time.awaitWaiterIn(1h, 1h));
  time.advanceTo(time.awaitWaiterIn(2h, 2h));
  time.awaitWaiter(kNever, kNever);
  EXPECT_EQ(runs, 2);
}

TEST(TimerThread, keeps_a_time_that_it_hears_of_during_a_run) {
  FakeTime time;
  std::latch inside(1), release(1);
  std::atomic<int> runs = 0;
  TimerThread timer(time, [&] {
    if (++runs == 1) {
      inside.count_down();
      release.wait();
    }
    return kNever;
  });
  timer.expect({});
  inside.wait();
  timer.expect(time.now() + 1h);
  release.count_down();
  time.advanceTo(time.awaitWaiterIn(1h, 1h));
  time.awaitWaiter(kNever, kNever);
  EXPECT_EQ(runs, 2);
}

TEST(TimerThread, does_not_run_after_its_stop) {
  FakeTime time;
  int runs = 0;
  TimerThread timer(time, [&] {
    ++runs;
    return kNever;
  });
  timer.stop();
  timer.expect({});
  timer.stop();
  EXPECT_EQ(runs, 0);
}

}  // namespace
}  // namespace herald::core
