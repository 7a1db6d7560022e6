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
      pool.rest(mutex, time, until);
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
  EXPECT_FALSE(pool.isCalling());
  EXPECT_FALSE(pool.allEnded());
  auto& call = worker->call.emplace(std::make_shared<const SinkSetup>());
  call.isTrial = true;
  ASSERT_TRUE(call.begin(time.now()));
  EXPECT_TRUE(pool.isCalling());
  EXPECT_TRUE(pool.isTrying());
  EXPECT_EQ(pool.calling().size(), 1u);
  ASSERT_TRUE(call.wallOff());
  EXPECT_FALSE(pool.isCalling());
  EXPECT_FALSE(pool.isTrying());
  EXPECT_TRUE(pool.allEnded());
  EXPECT_FALSE(pool.allOver());
  pool.dismissHanging();
  EXPECT_TRUE(worker->dismissed);
}

}  // namespace
}  // namespace herald::core
