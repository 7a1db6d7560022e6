// SPDX-License-Identifier: Apache-2.0
#include "cooldown.h"

#include <gmock/gmock.h>

#include "herald/testing/contract.h"

namespace herald::cooldown {
namespace {

HERALD_PLUGIN_CONTRACT(Cooldown, {{"period", "30s"}})

using std::chrono::hours;
using std::chrono::seconds;

class CooldownTest : public ::testing::Test {
 protected:
  CooldownTest() { restart(); }

  void restart() {
    cooldown_ = std::make_unique<Cooldown>();
    cooldown_->configure(test::settingsFor(*cooldown_, {{"period", "30s"}}), host_);
  }

  bool passes(std::chrono::system_clock::duration after, std::string_view type = "Error",
              std::string_view device = "mk3") {
    Event event = test::event(type);
    event.device = device;
    event.time += after;
    return !test::applied(*cooldown_, event).empty();
  }

  test::FakeHost host_;
  std::unique_ptr<Cooldown> cooldown_;
};

TEST_F(CooldownTest, HoldsBackEventsWithinThePeriod) {
  EXPECT_TRUE(passes(seconds(0)));
  EXPECT_FALSE(passes(seconds(0)));
  EXPECT_FALSE(passes(seconds(29)));
  EXPECT_TRUE(passes(seconds(30)));
  EXPECT_FALSE(passes(seconds(59)));
}

TEST_F(CooldownTest, CountsFromTheLastEventThatPassed) {
  EXPECT_TRUE(passes(seconds(0)));
  EXPECT_FALSE(passes(seconds(20)));
  EXPECT_TRUE(passes(seconds(40)));
}

TEST_F(CooldownTest, KeepsTypesAndDevicesApart) {
  EXPECT_TRUE(passes(seconds(0)));
  EXPECT_TRUE(passes(seconds(1), "PrintDone"));
  EXPECT_TRUE(passes(seconds(1), "Error", "prusa"));
  EXPECT_FALSE(passes(seconds(2), "PrintDone"));
}

TEST_F(CooldownTest, IsNotBlockedByAClockThatIsSetBack) {
  EXPECT_TRUE(passes(hours(1)));
  EXPECT_FALSE(passes(hours(1) - seconds(29)));
  EXPECT_TRUE(passes(seconds(0)));
  EXPECT_FALSE(passes(seconds(29)));
  EXPECT_TRUE(passes(seconds(30)));
}

TEST_F(CooldownTest, SurvivesARestart) {
  EXPECT_TRUE(passes(seconds(0)));
  EXPECT_TRUE(passes(seconds(1), "PrintDone"));
  restart();
  EXPECT_FALSE(passes(seconds(10)));
  EXPECT_FALSE(passes(seconds(10), "PrintDone"));
  EXPECT_TRUE(passes(seconds(30)));
}

TEST_F(CooldownTest, ForgetsExpiredPeriods) {
  for (int i = 0; i < 100; ++i) passes(i * seconds(10), "T" + std::to_string(i));
  ASSERT_EQ(host_.state().size(), 1u);
  EXPECT_EQ(jsonMembers(host_.state().begin()->second).size(), 3u);
}

}  // namespace
}  // namespace herald::cooldown
