// SPDX-License-Identifier: Apache-2.0
#include "remind.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/testing/contract.h"

namespace herald::remind {
namespace {

HERALD_PLUGIN_CONTRACT(Remind)

using namespace std::chrono_literals;
using test::applied;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RemindTest : public ::testing::Test {
 protected:
  RemindTest() { restart(); }

  /// A new instance with the timers of the old one.
  void restart(Settings::Values values = {}) {
    remind_ = std::make_unique<Remind>();
    remind_->configure(test::settingsFor(*remind_, std::move(values)), host_);
    timers_.serve(*remind_);
  }

  std::vector<Event> publish(std::string_view type, std::string_view device = "mk3") {
    Event event = test::event(type, R"({"line":"M0"})");
    event.device = device;
    event.time = host_.wallClock();
    return applied(*remind_, event);
  }

  /// The reminders of this time, as "TYPE NUMBER".
  std::vector<std::string> after(Millis time) {
    std::vector<std::string> texts;
    for (const Event& event : timers_.advance(*remind_, time))
      texts.push_back(event.type + " " + std::string(jsonAt(event.context, "reminder")));
    return texts;
  }

  test::FakeHost host_;
  test::FakeTimers timers_{host_};
  std::unique_ptr<Remind> remind_;
};

TEST_F(RemindTest, SaysAnEventAgainUntilAnotherEndsIt) {
  const auto first = publish("UserActionNeeded");
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(jsonAt(first.front().context, "reminder"), "0");
  EXPECT_THAT(after(10min - 1ms), IsEmpty());
  EXPECT_THAT(after(1ms), ElementsAre("UserActionNeeded 1"));
  EXPECT_THAT(after(20min), ElementsAre("UserActionNeeded 2", "UserActionNeeded 3"));
  EXPECT_EQ(publish("PrintResumed").size(), 1u);
  EXPECT_THAT(after(24h), IsEmpty());
  EXPECT_EQ(timers_.size(), 0u);
}

TEST_F(RemindTest, AReminderIsTheEventWithAnIdAndATimeOfItsOwn) {
  const auto first = publish("UserActionNeeded").front();
  const auto reminder = timers_.advance(*remind_, 10min).at(0);
  EXPECT_NE(reminder.id, first.id);
  EXPECT_EQ(reminder.time, first.time + 10min);
  EXPECT_EQ(reminder.payload, first.payload);
  EXPECT_EQ(reminder.device, "mk3");
  EXPECT_EQ(reminder.subject, first.subject);
  EXPECT_NE(timers_.advance(*remind_, 10min).at(0).id, reminder.id);
}

TEST_F(RemindTest, ANewPrintEndsItAndAnyOtherEventDoesNot) {
  for (const auto* end : {"PrintStarted", "PrintDone", "PrintFailed", "PrintCancelled"}) {
    publish("UserActionNeeded");
    publish("PrintProgress");
    publish("PrintPaused");
    EXPECT_THAT(after(10min), ElementsAre("UserActionNeeded 1"));
    publish(end);
    EXPECT_THAT(after(1h), IsEmpty()) << end;
  }
}

TEST_F(RemindTest, KeepsDevicesApart) {
  publish("UserActionNeeded");
  publish("UserActionNeeded", "prusa");
  publish("PrintResumed");
  const auto reminders = timers_.advance(*remind_, 10min);
  ASSERT_EQ(reminders.size(), 1u);
  EXPECT_EQ(reminders.front().device, "prusa");
}

TEST_F(RemindTest, ANewerEventTakesThePlaceOfTheOlderOne) {
  restart({{"events", "UserActionNeeded, Error"}});
  publish("UserActionNeeded");
  EXPECT_THAT(after(15min), ElementsAre("UserActionNeeded 1"));
  publish("Error");
  EXPECT_THAT(after(10min), ElementsAre("Error 1"));
  EXPECT_EQ(timers_.size(), 1u);
}

TEST_F(RemindTest, StopsAfterTheMost) {
  restart({{"most", "2"}});
  publish("UserActionNeeded");
  EXPECT_THAT(after(20min), ElementsAre("UserActionNeeded 1", "UserActionNeeded 2"));
  EXPECT_EQ(timers_.size(), 0u);
  EXPECT_THAT(after(24h), IsEmpty());
  restart({{"most", "0"}});
  publish("UserActionNeeded");
  EXPECT_EQ(after(100h).size(), 600u);
}

TEST_F(RemindTest, ARestartContinues) {
  publish("UserActionNeeded");
  EXPECT_THAT(after(15min), ElementsAre("UserActionNeeded 1"));
  restart();
  EXPECT_THAT(after(5min), ElementsAre("UserActionNeeded 2"));
  publish("PrintResumed");
  EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(RemindTest, ObeysSettingsThatChangedMeanwhile) {
  publish("UserActionNeeded");
  after(25min);
  restart({{"most", "2"}});
  EXPECT_THAT(after(1h), IsEmpty());
  restart();
  publish("UserActionNeeded");
  restart({{"events", "Error"}});
  EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(RemindTest, WithoutRoomForATimerTheEventPassesAndTheLogSaysSo) {
  publish("UserActionNeeded");
  timers_.setFull(true);
  EXPECT_EQ(publish("UserActionNeeded").size(), 1u);
  ASSERT_EQ(host_.lines().size(), 1u);
  EXPECT_THAT(host_.lines().front().text, HasSubstr("cannot remind of UserActionNeeded of mk3"));
  EXPECT_THAT(after(1h), IsEmpty()) << "of the older event";
}

TEST_F(RemindTest, TakesWildcards) {
  restart({{"events", "plugin_*_empty"}, {"until", "plugin_*_full"}});
  publish("plugin_spool_empty");
  EXPECT_THAT(after(10min), ElementsAre("plugin_spool_empty 1"));
  publish("plugin_spool_full");
  EXPECT_THAT(after(1h), IsEmpty());
}

TEST_F(RemindTest, RefusesWhatCannotBe) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"every", "0"}, {"every", "999ms"}, {"every", "366d"}, {"most", "-1"}, {"events", ","}};
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
}  // namespace herald::remind
