// SPDX-License-Identifier: Apache-2.0
#include "turn.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace herald::mqtt {
namespace {

using namespace std::chrono_literals;

TEST(TurnTest, nobody_waits_longer_than_his_limits) {
  Turn turn;
  const TurnLock held(turn, {});
  EXPECT_THROW(TurnLock(turn, {.deadline = Clock::now()}), ConnectionLost);
  std::stop_source stop;
  std::latch begins(1);
  std::jthread waits([&] {
    begins.count_down();
    EXPECT_THROW(TurnLock(turn, {.stop = stop.get_token()}), ConnectionLost);
  });
  begins.wait();
  stop.request_stop();
}

TEST(TurnTest, who_waits_gets_the_turn_that_is_given_back) {
  Turn turn;
  turn.take({});
  std::latch begins(1);
  std::jthread waits([&] {
    begins.count_down();
    const TurnLock lock(turn, {});
  });
  begins.wait();
  turn.give();
  waits.join();
  EXPECT_NO_THROW(TurnLock(turn, {.deadline = Clock::now()}));
}

}  // namespace
}  // namespace herald::mqtt
