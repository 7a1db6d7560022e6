// SPDX-License-Identifier: Apache-2.0
#include "printing/wait_reason.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

using namespace std::chrono_literals;
using Cause = WaitReason::Cause;

const Clock::time_point kHeard{1h};

std::string afterCommand(std::string_view command) {
  WaitReason reason;
  reason.command(command, kHeard);
  return reason.json(kHeard + 1s);
}

std::string afterLine(std::string_view line) {
  WaitReason reason;
  reason.line(line, kHeard);
  return reason.json(kHeard + 1s);
}

TEST(WaitReason, IsThatOfTheCommandBefore) {
  for (const char* command : {"M0", "M0 Click to continue", "M1", "M25", "M226 P2", "M601", "PAUSE"})
    EXPECT_EQ(afterCommand(command), "\"pause\"") << command;
  for (const char* command : {"M600", "M600 E-5"}) EXPECT_EQ(afterCommand(command), "\"filament change\"") << command;
  for (const char* command : {"", "G1 X1", "M105", "M6000", "M10", "m600", "M117 M600"})
    EXPECT_EQ(afterCommand(command), "null") << command;
}

TEST(WaitReason, IsNotInTheEndOfALongerWord) {
  for (const char* line : {"//action:notification arm0 moves", "//action:notification Beam1 x"})
    EXPECT_EQ(afterLine(line), "null") << line;
}

TEST(WaitReason, IsWhatTheTextOfAHostActionSays) {
  struct Row {
    const char *line, *reason;
  };
  for (const Row& row :
       {Row{"//action:out_of_filament T0", "\"runout\""}, Row{"//action:paused filament_runout 0", "\"runout\""},
        Row{"//action:prompt_begin FilamentRunout T0", "\"runout\""}, Row{"//action:prompt_begin M0 Stop", "\"pause\""},
        Row{"//action:notification M0/1 Break Called", "\"pause\""},
        Row{"// action:notification Filament Change", "\"filament change\""}, Row{"//action:paused", "null"},
        Row{"//action:pause", "null"}, Row{"//action:prompt_begin Heater Timeout", "null"},
        Row{"echo:busy: paused for user", "null"}, Row{"// Filament runout", "null"}, Row{"", "null"}})
    EXPECT_EQ(afterLine(row.line), row.reason) << row.line;
}

TEST(WaitReason, IsTheMostSpecificOfSeveral) {
  WaitReason reason;
  reason.note(Cause::Runout, kHeard);
  reason.command("M600", kHeard + 1s);
  reason.command("M25", kHeard + 1s);
  EXPECT_EQ(reason.json(kHeard + 2s), "\"runout\"");
  reason.note(Cause::Error, kHeard + 2s);
  EXPECT_EQ(reason.json(kHeard + 2s), "\"error\"");
}

TEST(WaitReason, IsUnknownAfterTwoMinutesAndAfterThePrintGoesOn) {
  WaitReason reason;
  reason.command("M600", kHeard);
  EXPECT_EQ(reason.json(kHeard + 2min), "\"filament change\"");
  EXPECT_EQ(reason.json(kHeard + 2min + 1s), "null");
  reason.command("M600", kHeard);
  reason.over();
  EXPECT_EQ(reason.json(kHeard), "null");
}

}  // namespace
}  // namespace herald::printing
