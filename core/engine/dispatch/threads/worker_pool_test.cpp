// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/worker_pool.h"

#include <gtest/gtest.h>

#include <latch>

#include "engine/dispatch/testing/times.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

/// Workers that rest until they are dismissed.
class WorkerPoolTest : public ::testing::Test {
 protected:
  using Worker = WorkerPool::Worker;

  ~WorkerPoolTest() override {
    std::vector<std::thread> threads;
    {
      const MutexLock lock(mutex);
      pool.dismissSurplus(0);
      pool.wakeAll();
      time.waitUntil(ended, mutex, kNever, [this]() HERALD_REQUIRES(mutex) { return pool.allOver(); });
      threads = pool.leaveBehind();
    }
    for (auto& thread : threads) thread.join();
  }

  std::shared_ptr<Worker> start(Clock::time_point until = kNever) HERALD_REQUIRES(mutex) {
    auto worker = std::make_shared<Worker>();
    pool.start(worker, [this, worker, until] { run(*worker, until); });
    return worker;
  }

  void run(Worker& worker, Clock::time_point until) {
    const MutexLock lock(mutex);
    while (!worker.dismissed) {
      pool.rest(worker, mutex, time, until);
      ++looks;
      until = kNever;
    }
    worker.over = true;
    ended.notifyAll();
  }

  Mutex mutex{};
  Condition ended{};
  FakeTime time{};
  WorkerPool pool HERALD_GUARDED_BY(mutex){};
  int looks HERALD_GUARDED_BY(mutex) = 0;
};

TEST_F(WorkerPoolTest, a_worker_that_rests_is_woken_and_by_its_time) {
  {
    const MutexLock lock(mutex);
    EXPECT_FALSE(pool.wakeOne()) << "nobody rests";
    start(time.now() + 1h);
  }
  time.advanceTo(time.awaitWaiterIn(1h, 1h));
  time.awaitWaiter(kNever, kNever);
  const MutexLock lock(mutex);
  EXPECT_EQ(looks, 1);
  EXPECT_TRUE(pool.wakeOne());
}

TEST_F(WorkerPoolTest, those_that_are_too_many_are_dismissed) {
  const MutexLock lock(mutex);
  for (int i = 0; i < 3; ++i) start();
  EXPECT_EQ(pool.active(), 3);
  pool.dismissSurplus(1);
  EXPECT_EQ(pool.active(), 1);
  pool.dismissSurplus(2);
  EXPECT_EQ(pool.active(), 1);
}

TEST_F(WorkerPoolTest, a_call_that_is_walled_off_counts_as_ended) {
  const MutexLock lock(mutex);
  const auto worker = start();
  EXPECT_FALSE(pool.allEnded());
  worker->call = std::make_shared<Call>(std::make_shared<const SinkSetup>());
  ASSERT_TRUE(worker->call->begin(time.now()));
  pool.dismissHanging();
  EXPECT_FALSE(worker->dismissed);
  ASSERT_TRUE(worker->call->wallOff());
  EXPECT_TRUE(pool.allEnded());
  EXPECT_FALSE(pool.allOver());
  pool.dismissHanging();
  EXPECT_TRUE(worker->dismissed);
}

TEST_F(WorkerPoolTest, says_when_a_worker_looks_by_itself) {
  {
    const MutexLock lock(mutex);
    EXPECT_EQ(pool.looksAt(), kNever) << "there is none";
    start(time.now() + 1h);
    EXPECT_EQ(pool.looksAt(), Clock::time_point{}) << "it does not rest yet";
  }
  const auto until = time.awaitWaiterIn(1h, 1h);
  const MutexLock lock(mutex);
  EXPECT_EQ(pool.looksAt(), until);
  pool.dismissSurplus(0);
  EXPECT_EQ(pool.looksAt(), kNever);
}

TEST_F(WorkerPoolTest, has_guests_until_they_leave) {
  const MutexLock lock(mutex);
  EXPECT_FALSE(pool.isHere());
  Worker guest;
  pool.enter(guest);
  EXPECT_TRUE(pool.isHere());
  EXPECT_TRUE(pool.hasGuest());
  EXPECT_FALSE(pool.allEnded());
  guest.call = std::make_shared<Call>(std::make_shared<const SinkSetup>());
  ASSERT_TRUE(guest.call->begin(time.now()) && guest.call->wallOff());
  EXPECT_FALSE(pool.hasGuest()) << "it hangs";
  EXPECT_TRUE(pool.allEnded());
  pool.leave(guest);
  EXPECT_FALSE(pool.isHere());
}

}  // namespace
}  // namespace herald::core
