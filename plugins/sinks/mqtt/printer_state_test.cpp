// SPDX-License-Identifier: Apache-2.0
#include "printer_state.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/testing/builders.h"

namespace herald::mqtt {
namespace {

PrinterState after(std::initializer_list<Event> events) {
  PrinterState state;
  for (const auto& event : events) state.update(event);
  return state;
}

const char* const kPrinting =
    R"({"state":{"text":"Printing","flags":{"operational":true,"printing":true}},)"
    R"("progress":{"completion":42.5,"printTimeLeft":120},"job":{"file":{"name":"benchy.gcode"}}})";
const char* const kIdle =
    R"({"state":{"flags":{"operational":true,"printing":false}},"progress":{"completion":100.0}})";

TEST(PrinterState, APrintShowsItsProgressAndItsEnd) {
  EXPECT_EQ(after({test::event("PrintProgress", "{}", kPrinting)}).json(),
            R"({"state":"printing","progress":42.5,"remaining":120,"finish":"2020-04-29T21:26:58.000Z",)"
            R"("file":"benchy.gcode","printing":"ON","problem":"OFF"})");
}

TEST(PrinterState, AnEndThatNoClockCanHoldIsNone) {
  const auto endOf = [](const std::string& left) {
    const auto context = jsonWith(kPrinting, "progress", R"({"printTimeLeft":)" + left + "}");
    return after({test::event("PrintProgress", "{}", context)}).finish;
  };
  EXPECT_TRUE(endOf("7e9"));
  for (const auto* left : {"8e9", "1e18", "1e300", "-1e300"}) EXPECT_FALSE(endOf(left)) << left;
}

TEST(PrinterState, AfterThePrintNothingRemains) {
  const auto done = after({test::event("PrintProgress", "{}", kPrinting), test::event("PrintDone", "{}", kIdle)});
  EXPECT_EQ(done.json(), R"({"state":"idle","progress":100,"remaining":null,"finish":null,"file":"benchy.gcode",)"
                         R"("printing":"OFF","problem":"OFF"})");
}

TEST(PrinterState, AnEventChangesOnlyWhatItSpeaksOf) {
  const auto state = after({test::event("PrintProgress", "{}", kPrinting), test::event("ZChange")});
  EXPECT_EQ(state.state, "printing");
  EXPECT_EQ(state.progress, 42.5);
  EXPECT_EQ(state.file, "benchy.gcode");
}

TEST(PrinterState, APausedPrintIsPausedAndGoesOn) {
  const auto state = after(
      {test::event("PrintPaused", "{}", R"({"state":{"flags":{"operational":true,"printing":true,"paused":true}}})")});
  EXPECT_EQ(state.state, "paused");
  EXPECT_TRUE(state.isPrinting);
}

TEST(PrinterState, AProblemLastsUntilTheNextPrint) {
  Event failed = test::event("Error");
  failed.category = Category::Error;
  EXPECT_TRUE(after({failed}).hasProblem);
  EXPECT_TRUE(after({failed, test::event("ZChange")}).hasProblem);
  EXPECT_FALSE(after({failed, test::event("PrintStarted")}).hasProblem);
  EXPECT_FALSE(after({failed, test::event("Connected")}).hasProblem);
}

TEST(PrinterState, APrinterThatIsOffIsOffline) {
  const auto off = after({test::event("PrintProgress", "{}", kPrinting), test::event("Disconnected")});
  EXPECT_EQ(off.state, "offline");
  EXPECT_FALSE(after({test::event("SourceLost")}).isConnected);
  EXPECT_TRUE(after({test::event("SourceLost"), test::event("SourceBack")}).isConnected);
  EXPECT_FALSE(off.isConnected);
  EXPECT_TRUE(after({test::event("Disconnected"), test::event("Connected")}).isConnected);
}

TEST(PrinterState, WhatNobodySaidIsNull) {
  EXPECT_EQ(after({test::event("Startup")}).json(),
            R"({"state":null,"progress":null,"remaining":null,"finish":null,"file":null,"printing":"OFF",)"
            R"("problem":"OFF"})");
}

TEST(PrinterState, EventsWithoutAContextSayTheStateByTheirType) {
  const auto printing =
      after({test::event("PrintStarted", R"({"name":"a.gcode"})"), test::event("PrintProgress", R"({"progress":57})")});
  EXPECT_EQ(printing.state + " " + printing.file, "printing a.gcode");
  EXPECT_EQ(printing.progress, 57);
  EXPECT_TRUE(printing.isPrinting);
  EXPECT_EQ(after({test::event("PrintStarted"), test::event("PrintPaused")}).state, "paused");
  EXPECT_EQ(after({test::event("PrintStarted"), test::event("PrintDone")}).state, "idle");
}

}  // namespace
}  // namespace herald::mqtt
