// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/trial_gate.h"

#include <gmock/gmock.h>

#include <future>

#include "engine/dispatch/testing/times.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

class TrialGateTest : public ::testing::Test {
 protected:
  std::future<void> enterLater() {
    return std::async(std::launch::async, [this] {
      const MutexLock lock(mutex);
      gate.enter(mutex, changed, time, 10s, sink);
    });
  }

  void change(const std::function<void()>& what) {
    const MutexLock lock(mutex);
    what();
    changed.notifyAll();
  }

  bool isWaiting() {
    const MutexLock lock(mutex);
    return gate.isWaiting();
  }

  static std::string errorOf(std::future<void> entered) {
    try {
      entered.get();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  FakeTime time{};
  std::stop_source closing{};
  bool free = true, hanging = false;
  TrialGate::Sink sink{.isFree = [this] { return free; }, .isHanging = [this] { return hanging; }};
  Mutex mutex{};
  Condition changed{};
  TrialGate gate HERALD_GUARDED_BY(mutex){closing.get_token()};
};

TEST_F(TrialGateTest, waits_until_the_sink_is_free) {
  free = false;
  auto entered = enterLater();
  time.awaitWaiterIn(10s, 10s);
  EXPECT_TRUE(isWaiting());
  change([this] { free = true; });
  EXPECT_EQ(errorOf(std::move(entered)), "");
  EXPECT_FALSE(isWaiting());
}

TEST_F(TrialGateTest, lets_in_one_at_a_time) {
  enterLater().get();
  auto second = enterLater();
  time.awaitWaiter(kNever, kNever);
  EXPECT_FALSE(isWaiting()) << "the sink is not held up before the first has left";
  {
    const MutexLock lock(mutex);
    gate.leave();
    changed.notifyAll();
  }
  EXPECT_EQ(errorOf(std::move(second)), "");
}

TEST_F(TrialGateTest, waits_no_longer_than_it_may_and_not_for_a_sink_that_hangs) {
  free = false;
  auto patient = enterLater();
  time.advanceTo(time.awaitWaiterIn(10s, 10s));
  EXPECT_EQ(errorOf(std::move(patient)), "the sink is busy: a call into it has not returned yet; try again later");
  hanging = true;
  EXPECT_EQ(errorOf(enterLater()), "the sink is busy: a call into it has not returned yet; try again later");
  hanging = false;
  free = true;
  EXPECT_EQ(errorOf(enterLater()), "") << "who did not get in is not in the way";
}

TEST_F(TrialGateTest, lets_nobody_in_once_trials_end) {
  free = false;
  auto first = enterLater();
  time.awaitWaiterIn(10s, 10s);
  auto second = enterLater();
  time.awaitWaiter(kNever, kNever);
  change([this] { closing.request_stop(); });
  EXPECT_EQ(errorOf(std::move(first)), "the sink is being stopped: try again after the reload");
  EXPECT_EQ(errorOf(std::move(second)), "the sink is being stopped: try again after the reload");
}

}  // namespace
}  // namespace herald::core
