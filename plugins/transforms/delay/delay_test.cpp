// SPDX-License-Identifier: Apache-2.0
#include "delay.h"

#include <gmock/gmock.h>

#include "herald/testing/contract.h"

namespace herald::delay {
namespace {

const Settings::Values kLink{{"events", "SourceLost"}, {"for", "5m"}, {"unless", "SourceBack"}};

HERALD_PLUGIN_CONTRACT(Delay, {{"events", "*"}, {"for", "5m"}, {"unless", "SourceBack"}})

using namespace std::chrono_literals;
using test::applied;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DelayTest : public ::testing::Test {
 protected:
  DelayTest() { restart(); }

  /// A new instance with the timers of the old one.
  void restart(const Settings::Values& more = {}) {
    Settings::Values values = kLink;
    for (const auto& [option, value] : more) values[option] = value;
    delay_ = std::make_unique<Delay>();
    delay_->configure(test::settingsFor(*delay_, std::move(values)), host_);
    timers_.serve(*delay_);
  }

  /// How many events pass at once.
  std::size_t publish(std::string_view type, std::string_view device = "mk3", std::string_view id = "1") {
    Event event = test::event(type, R"({"reason":"no route"})");
    event.device = device;
    event.id = id;
    return applied(*delay_, event).size();
  }

  std::vector<std::string> idsAfter(Millis time) {
    std::vector<std::string> ids;
    for (const Event& event : timers_.advance(*delay_, time)) ids.push_back(event.id);
    return ids;
  }

  test::FakeHost host_;
  test::FakeTimers timers_{host_};
  std::unique_ptr<Delay> delay_;
};

TEST_F(DelayTest, PassesAnEventThatLasts) {
  const Event lost = test::event("SourceLost", R"({"reason":"no route"})");
  EXPECT_THAT(applied(*delay_, lost), IsEmpty());
  EXPECT_THAT(timers_.advance(*delay_, 5min - 1ms), IsEmpty());
  const auto passed = timers_.advance(*delay_, 1ms);
  ASSERT_EQ(passed.size(), 1u);
  EXPECT_EQ(passed.front().id, lost.id);
  EXPECT_EQ(passed.front().time, lost.time);
  EXPECT_EQ(passed.front().payload, lost.payload);
  EXPECT_EQ(passed.front().context, lost.context);
  EXPECT_THAT(idsAfter(24h), IsEmpty());
}

TEST_F(DelayTest, HoldsBackAnEventThatAnotherCancels) {
  EXPECT_EQ(publish("SourceLost"), 0u);
  EXPECT_THAT(idsAfter(4min), IsEmpty());
  EXPECT_EQ(publish("SourceBack"), 1u);
  EXPECT_THAT(idsAfter(24h), IsEmpty());
}

TEST_F(DelayTest, HoldsBackBothIfAsked) {
  restart({{"both", "true"}});
  publish("SourceLost");
  EXPECT_EQ(publish("SourceBack"), 0u);
  EXPECT_EQ(publish("SourceBack"), 1u) << "it cancels nothing";
  publish("SourceLost");
  idsAfter(5min);
  EXPECT_EQ(publish("SourceBack"), 1u) << "somebody heard of the loss";
}

TEST_F(DelayTest, PassesEveryOtherEvent) {
  EXPECT_EQ(publish("PrintDone"), 1u);
  EXPECT_EQ(timers_.size(), 0u);
}

TEST_F(DelayTest, OneThatWaitsStandsForAllOfItsTypeAndDevice) {
  restart({{"events", "SourceLost, Error"}});
  publish("SourceLost", "mk3", "first");
  idsAfter(3min);
  publish("SourceLost", "mk3", "second");
  publish("SourceLost", "prusa", "other device");
  publish("Error", "mk3", "other type");
  EXPECT_THAT(idsAfter(2min), ElementsAre("first"));
  EXPECT_EQ(idsAfter(3min).size(), 2u);
  publish("SourceLost", "mk3", "third");
  EXPECT_THAT(idsAfter(5min), ElementsAre("third"));
}

TEST_F(DelayTest, CancelsAllThatWaitsForItsDeviceAlone) {
  restart({{"events", "SourceLost, Error"}});
  publish("SourceLost");
  publish("Error");
  publish("Error", "prusa", "stays");
  publish("SourceBack");
  EXPECT_THAT(idsAfter(1h), ElementsAre("stays"));
}

TEST_F(DelayTest, AnEventThatCancelsMayWaitItself) {
  restart({{"events", "Up, Down"}, {"unless", "Up, Down"}});
  publish("Up", "mk3", "up");
  EXPECT_EQ(publish("Down", "mk3", "down"), 0u);
  EXPECT_THAT(idsAfter(1h), ElementsAre("down"));
}

TEST_F(DelayTest, ARestartContinues) {
  publish("SourceLost", "mk3", "mk3");
  publish("SourceLost", "prusa", "prusa");
  idsAfter(4min);
  restart();
  publish("SourceBack", "prusa");
  EXPECT_THAT(idsAfter(1min), ElementsAre("mk3"));
}

TEST_F(DelayTest, WithoutRoomForATimerTheEventPassesAtOnceAndTheLogSaysSo) {
  timers_.setFull(true);
  EXPECT_EQ(publish("SourceLost"), 1u);
  ASSERT_EQ(host_.lines().size(), 1u);
  EXPECT_THAT(host_.lines().front().text, HasSubstr("passes SourceLost of mk3 at once"));
}

TEST_F(DelayTest, RefusesWhatCannotBe) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"for", "0"}, {"for", "10ms"}, {"for", "400d"}, {"events", ","}, {"unless", ","}};
  for (const auto& [option, value] : bad) {
    try {
      restart({{option, value}});
      ADD_FAILURE() << "accepted " << option << " = " << value;
    } catch (const BadSettings& error) {
      EXPECT_EQ(error.problems().front().option, option);
    }
  }
}

}  // namespace
}  // namespace herald::delay
