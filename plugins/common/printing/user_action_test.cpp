// SPDX-License-Identifier: Apache-2.0
#include "printing/user_action.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace herald::printing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kBusy = "echo:busy: paused for user";
const Clock::time_point kStart{1h};

/// How many waits begin with these lines, one per second.
int waits(const std::vector<std::string>& lines) {
  UserAction action;
  Clock::time_point now = kStart;
  int count = 0;
  for (const std::string& line : lines) count += action.line(line, now += 1s);
  return count;
}

TEST(UserAction, KnowsEachFormOfAWait) {
  for (const char* line : {"echo:busy: paused for user", "echo:busy: paused for input", "busy: paused for user",
                           "echo:busy paused for user", "busy:paused for user", "echo:busy: door open",
                           "//action:paused", "// action:paused", "//action:prompt_show", "// action:paused\r"})
    EXPECT_EQ(waits({line}), 1) << line;
}

TEST(UserAction, IgnoresOtherLines) {
  for (const char* line : {"", "ok T:210.0 /210.0 B:60.0 /60.0 @:64", "echo:busy: processing", "//action:pause",
                           "//action:prompt_begin Filament out", "//action:notification paused",
                           "M117 busy: paused for user", "echo:paused for user", "//action:", "//"})
    EXPECT_EQ(waits({line}), 0) << line;
}

TEST(UserAction, BeginsOncePerWaitWithTemperaturesBetween) {
  const char* temperature = "ok T:210.0 /210.0 B:60.0 /60.0 @:64 B@:0";
  EXPECT_EQ(waits({kBusy, temperature, kBusy, temperature, temperature, kBusy, "ok", kBusy}), 1);
}

TEST(UserAction, IsOneWaitForSeveralReasons) {
  EXPECT_EQ(waits({"//action:paused", "//action:prompt_end", "//action:prompt_begin Heater Timeout",
                   "//action:prompt_show", kBusy, "//action:prompt_end", "echo:busy: processing",
                   "//action:prompt_begin Purge", "//action:prompt_show", kBusy}),
            1);
}

TEST(UserAction, BeginsAgainAfterEachEnd) {
  for (const char* end : {"echo:busy: processing", "busy:processing", "//action:resumed", "// action:resume"})
    EXPECT_EQ(waits({kBusy, end, kBusy}), 2) << end;
  EXPECT_EQ(waits({"//action:prompt_show", "//action:prompt_end", "//action:prompt_show"}), 2);
  EXPECT_EQ(waits({"//action:prompt_show", "//action:prompt_begin Purge", "//action:prompt_show"}), 2)
      << "the end of the first was not heard";
}

TEST(UserAction, EndsWhenThePrintContinuesOrEnds) {
  UserAction action;
  EXPECT_TRUE(action.line(kBusy, kStart));
  action.resumed();
  EXPECT_TRUE(action.line(kBusy, kStart));
  action.ended();
  EXPECT_TRUE(action.line(kBusy, kStart));
}

TEST(UserAction, EndsWhenThePrinterNoLongerRepeatsIt) {
  UserAction action;
  EXPECT_TRUE(action.line(kBusy, kStart));
  EXPECT_FALSE(action.line(kBusy, kStart + 9s));
  EXPECT_TRUE(action.line(kBusy, kStart + 9s + 5min));
}

TEST(UserAction, SaysWhetherThePrinterWaits) {
  UserAction action;
  EXPECT_FALSE(action.waits(kStart));
  action.line(kBusy, kStart);
  EXPECT_TRUE(action.waits(kStart + 60s)) << "it may repeat that so rarely";
  EXPECT_FALSE(action.waits(kStart + 61s));
  action.line("//action:prompt_show", kStart);
  EXPECT_TRUE(action.waits(kStart + 1h));
}

TEST(UserAction, LearnsALongerIntervalOfRepeats) {
  UserAction action;
  EXPECT_TRUE(action.line(kBusy, kStart));
  EXPECT_TRUE(action.line(kBusy, kStart + 30s)) << "not known yet";
  EXPECT_FALSE(action.line(kBusy, kStart + 60s));
  EXPECT_FALSE(action.line(kBusy, kStart + 90s));
}

TEST(UserAction, DoesNotBeginAgainAfterARestart) {
  UserAction before;
  before.line(kBusy, kStart);
  before.line("//action:paused", kStart);
  UserAction after = UserAction::parse(before.text(), kStart + 1h);
  EXPECT_FALSE(after.line(kBusy, kStart + 1h + 2s));
  after.resumed();
  EXPECT_EQ(after.text(), "");
}

}  // namespace
}  // namespace herald::printing
