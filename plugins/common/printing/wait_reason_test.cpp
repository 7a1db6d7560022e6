// SPDX-License-Identifier: Apache-2.0
#include "printing/wait_reason.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

using namespace std::chrono_literals;
using Cause = WaitReason::Cause;

const Clock::time_point kStart{1h};

std::string afterCommand(std::string_view command) {
  WaitReason reason;
  reason.command(command, kStart);
  return reason.json(kStart + 1s);
}

std::string afterLine(std::string_view line) {
  WaitReason reason;
  reason.line(line, kStart);
  return reason.json(kStart + 1s);
}

TEST(WaitReason, IsThatOfTheCommandBefore) {
  for (const char* command : {"M0", "M0 Click to continue", "M1", "M25", "M226 P2", "M601", "PAUSE"})
    EXPECT_EQ(afterCommand(command), "\"pause\"") << command;
  for (const char* command : {"M600", "M600 E-5"}) EXPECT_EQ(afterCommand(command), "\"filament change\"") << command;
  for (const char* command : {"", "G1 X1", "M105", "M6000", "M10", "m600", "M117 M600"})
    EXPECT_EQ(afterCommand(command), "null") << command;
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
  reason.note(Cause::Runout, kStart);
  reason.command("M600", kStart + 1s);
  reason.command("M25", kStart + 1s);
  EXPECT_EQ(reason.json(kStart + 2s), "\"runout\"");
  reason.note(Cause::Error, kStart + 2s);
  EXPECT_EQ(reason.json(kStart + 2s), "\"error\"");
}

TEST(WaitReason, IsUnknownAfterTwoMinutesAndAfterThePrintGoesOn) {
  WaitReason reason;
  reason.command("M600", kStart);
  EXPECT_EQ(reason.json(kStart + 2min), "\"filament change\"");
  EXPECT_EQ(reason.json(kStart + 2min + 1s), "null");
  reason.command("M600", kStart);
  reason.over();
  EXPECT_EQ(reason.json(kStart), "null");
}

}  // namespace
}  // namespace herald::printing
