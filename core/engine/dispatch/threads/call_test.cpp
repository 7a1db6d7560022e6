// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/call.h"
#include "engine/dispatch/testing/times.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

class CallTest : public ::testing::Test {
 protected:
  static std::shared_ptr<const SinkSetup> setup() {
    SinkSetup setup;
    setup.timeout = 10s;
    return std::make_shared<const SinkSetup>(std::move(setup));
  }

  Call call{setup()};
};

TEST_F(CallTest, begins_or_is_cancelled) {
  EXPECT_TRUE(call.begin(kNow));
  EXPECT_EQ(call.deadline(), kNow + 10s);
  EXPECT_FALSE(call.cancel());
  Call cancelled(setup());
  EXPECT_TRUE(cancelled.cancel());
  EXPECT_FALSE(cancelled.begin(kNow));
}

TEST_F(CallTest, ends_or_is_walled_off) {
  call.begin(kNow);
  EXPECT_TRUE(call.end());
  EXPECT_FALSE(call.wallOff()) << "its outcome counts";
  EXPECT_FALSE(call.isWalledOff());
  Call late(setup());
  late.begin(kNow);
  EXPECT_TRUE(late.wallOff());
  EXPECT_FALSE(late.wallOff()) << "once";
  EXPECT_FALSE(late.end()) << "its answer is ignored";
}

TEST_F(CallTest, cannot_hang_before_it_begins_or_after_it_has_returned) {
  EXPECT_EQ(call.limit(kNow + 1h), kNow + 1h + 15s);
  EXPECT_FALSE(call.wallOff());
  call.begin(kNow);
  EXPECT_EQ(call.limit(kNow + 1h), kNow + 15s);
  call.end();
  EXPECT_EQ(call.limit(kNow + 1h), kNever);
}

TEST_F(CallTest, is_over_when_it_has_ended_and_no_thread_is_inside) {
  EXPECT_FALSE(call.isOver());
  call.hasEnded = true;
  EXPECT_FALSE(call.isOver()) << "begin() has not returned";
  call.isInside = false;
  EXPECT_TRUE(call.isOver());
  call.hasEnded = false;
  EXPECT_FALSE(call.isOver()) << "the sink has not ended it";
}

TEST_F(CallTest, may_hang_inside_of_the_plugin_after_its_turn) {
  call.begin(kNow);
  call.end();
  call.isConcluded = true;
  EXPECT_EQ(call.limit(kNow), kNow + 15s);
  EXPECT_TRUE(call.wallOff());
  EXPECT_TRUE(call.isWalledOff());
  Call returned(setup());
  returned.begin(kNow);
  returned.end();
  returned.isConcluded = true;
  returned.isInside = false;
  EXPECT_EQ(returned.limit(kNow), kNever);
  EXPECT_FALSE(returned.wallOff());
}

TEST_F(CallTest, counts_as_hanging_while_it_is_walled_off) {
  call.begin(kNow);
  EXPECT_EQ(hangingCalls(), 0);
  call.wallOff();
  EXPECT_EQ(hangingCalls(), 1);
  EXPECT_EQ(call.limit(kNow), kNever);
  call.comeBack();
  EXPECT_EQ(hangingCalls(), 0);
  EXPECT_FALSE(call.isWalledOff());
}

}  // namespace
}  // namespace herald::core
