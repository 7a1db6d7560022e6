// SPDX-License-Identifier: Apache-2.0
#include "line_translator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace herald::serial {
namespace {

using ::testing::ElementsAre;

/// A connected printer in one of the states.
class TestPrinter {
 public:
  explicit TestPrinter(PrintState state) {
    translator_.connected("/dev/ttyUSB0", 115200, now_);
    say("T:20.0 /210.0 B:20.0 /0.0");
    if (state == PrintState::Idle) say("Not SD printing");
    if (state == PrintState::Printing || state == PrintState::Paused) {
      say("File opened: a.gco Size: 1000");
      say("SD printing byte 500/1000");
    }
    if (state == PrintState::Paused) say("//action:paused");
    if (state == PrintState::Halted) say("Error:Printer halted. kill() called!");
    const auto saved = translator_.text();
    EXPECT_EQ(jsonToText(jsonAt(saved, "print.state")), toString(state));
    translator_.takeEvents();
  }

  void say(std::string_view line) { translator_.line(line, now_ += std::chrono::seconds(1)); }

  void send(std::string_view command) { translator_.sent(command, now_ += std::chrono::seconds(1)); }

  std::vector<Event> events() { return translator_.takeEvents(); }

  std::string types() {
    std::string all;
    for (const Event& event : events()) all += (all.empty() ? "" : " ") + event.type;
    return all;
  }

 private:
  Clock::time_point now_{std::chrono::hours(1)};
  LineTranslator translator_{{}, 1.7e9, now_};
};

constexpr std::array kAll{PrintState::Unknown, PrintState::Idle, PrintState::Printing, PrintState::Paused,
                          PrintState::Halted};

/// The events of a line in each state, except those of the print, which print_tracker_test.cpp has.
struct Transition {
  const char* line;
  std::array<const char*, kPrintStates> unknown_idle_printing_paused_halted;
};

// clang-format off
constexpr const char* kWait = "UserActionNeeded";
const std::vector<Transition> kTransitions{
    // in a pause the printer already waits
    {"echo:busy: paused for user", {kWait, kWait, kWait, "", kWait}},
    {"echo:busy: paused for input", {kWait, kWait, kWait, "", kWait}},
    {"//action:prompt_show", {kWait, kWait, kWait, "", kWait}},
    {"//action:prompt_begin Insert a card", {"", "", "", "", ""}},
    {"//action:paused", {"PrintPaused UserActionNeeded", kWait, "PrintPaused UserActionNeeded", "", kWait}},
    {"//action:pause", {"PrintPaused", "", "PrintPaused", "", ""}},
    {"EndOfFilament", {"FilamentRunout", "FilamentRunout", "FilamentRunout", "FilamentRunout", "FilamentRunout"}},
    {"//action:notification Filament Runout T0",
     {"DisplayMessage FilamentRunout", "DisplayMessage FilamentRunout", "DisplayMessage FilamentRunout", "DisplayMessage FilamentRunout", "DisplayMessage FilamentRunout"}},
    {"//action:paused filament_runout 0",
     {"FilamentRunout PrintPaused UserActionNeeded", "FilamentRunout UserActionNeeded",
      "FilamentRunout PrintPaused UserActionNeeded", "FilamentRunout", "FilamentRunout UserActionNeeded"}},
    {"FIRMWARE_NAME:Marlin 2.1", {"FirmwareData", "FirmwareData", "FirmwareData", "FirmwareData", "FirmwareData"}},
    {"ok T:209.8 /210.0 B:20.0 /0.0",
     {"TemperatureReached", "TemperatureReached", "TemperatureReached", "TemperatureReached", "TemperatureReached"}},
    {"T:209.8 E:0 W:?",
     {"TemperatureReached", "TemperatureReached", "TemperatureReached", "TemperatureReached", "TemperatureReached"}},
    {"TargetExtr0:220", {"", "", "", "", ""}},
    {"X:0.00 Y:0.00 Z:0.20 E:0.00", {"", "", "", "", ""}},
    {"Cap:AUTOREPORT_TEMP:1", {"", "", "", "", ""}},
    {"echo:SD card ok", {"", "", "", "", ""}},
    {"No media", {"", "", "", "", ""}},
    {"echo:busy: processing", {"", "", "", "", ""}},
    {"anything else", {"", "", "", "", ""}},
};
// clang-format on

TEST(LineTranslator, ReportsTheEventsOfTheTableInEachState) {
  for (const Transition& row : kTransitions) {
    for (const PrintState state : kAll) {
      TestPrinter printer(state);
      printer.say(row.line);
      EXPECT_EQ(printer.types(), row.unknown_idle_printing_paused_halted[static_cast<std::size_t>(state)])
          << row.line << " when " << toString(state);
    }
  }
}

// The members of OctoPrint's messages (https://docs.octoprint.org/en/master/api/push.html), so that a template finds
// each.
constexpr std::array kContext{"state.text",
                              "state.error",
                              "state.flags.operational",
                              "state.flags.printing",
                              "state.flags.cancelling",
                              "state.flags.pausing",
                              "state.flags.resuming",
                              "state.flags.finishing",
                              "state.flags.closedOrError",
                              "state.flags.error",
                              "state.flags.paused",
                              "state.flags.ready",
                              "state.flags.sdReady",
                              "job.file.name",
                              "job.file.path",
                              "job.file.display",
                              "job.file.origin",
                              "job.file.size",
                              "job.file.date",
                              "job.estimatedPrintTime",
                              "job.averagePrintTime",
                              "job.lastPrintTime",
                              "job.filament",
                              "job.user",
                              "progress.completion",
                              "progress.filepos",
                              "progress.printTime",
                              "progress.printTimeLeft",
                              "progress.printTimeLeftOrigin",
                              "currentZ",
                              "offsets"};

TEST(LineTranslator, GivesEachEventTheContextOfOctoPrintsEvents) {
  for (const PrintState state : kAll) {
    TestPrinter printer(state);
    printer.say("EndOfFilament");
    for (const Event& event : printer.events())
      for (const char* path : kContext)
        EXPECT_FALSE(jsonAt(event.context, path).empty()) << path << " when " << toString(state);
  }
}

TEST(LineTranslator, APositionBeyondTheFileIsItsEnd) {
  TestPrinter printer(PrintState::Printing);
  printer.say("SD printing byte 900000000000000/1000");
  printer.say("//action:paused");
  const auto events = printer.events();
  const auto paused =
      std::find_if(events.begin(), events.end(), [](const Event& event) { return event.type == "PrintPaused"; });
  ASSERT_NE(paused, events.end());
  EXPECT_EQ(jsonAt(paused->payload, "progress"), "100");
}

TEST(LineTranslator, AValueThatNoLineReportsIsNull) {
  TestPrinter printer(PrintState::Idle);
  printer.say("EndOfFilament");
  const Event event = printer.events().front();
  for (const char* path : {"job.file.name", "job.file.size", "job.file.origin", "job.user", "job.filament",
                           "progress.completion", "progress.filepos", "progress.printTimeLeft", "currentZ"})
    EXPECT_EQ(jsonAt(event.context, path), "null") << path;
  EXPECT_EQ(jsonAt(event.payload, "tool"), "null");
}

TEST(LineTranslator, APrintThatReadsIdleWhileThePrinterWaitsIsPaused) {
  for (const char* wait : {"echo:busy: paused for user", "//action:prompt_show", "EndOfFilament"}) {
    TestPrinter printer(PrintState::Printing);
    printer.say(wait);
    printer.types();
    for (int i = 0; i < 3; ++i) printer.say("Not SD printing");
    EXPECT_EQ(printer.types(), "PrintPaused") << wait;
    printer.say("SD printing byte 500/1000");
    EXPECT_EQ(printer.types(), "PrintResumed") << wait;
  }
}

TEST(LineTranslator, APrintThatContinuedBehindAnOpenDialogDoesNotWait) {
  TestPrinter printer(PrintState::Printing);
  for (const char* line :
       {"//action:prompt_show", "SD printing byte 510/1000", "SD printing byte 600/1000", "Not SD printing"})
    printer.say(line);
  printer.types();
  printer.say("Not SD printing");
  EXPECT_EQ(printer.types(), "PrintCancelled PrintFailed");
}

TEST(LineTranslator, RepRapFirmwareAlsoSaysThatACancelledPrintIsDone) {
  for (const bool known : {false, true}) {
    TestPrinter printer(PrintState::Printing);
    if (known) printer.say("FIRMWARE_NAME: RepRapFirmware for Duet 2 FIRMWARE_VERSION: 3.6.0");
    printer.types();
    printer.say("Done printing file");
    printer.say("Cancelled printing file 0:/gcodes/a.gco, print time was 0h 1m");
    EXPECT_EQ(printer.types(), known ? "PrintCancelled PrintFailed" : "PrintDone");
  }
}

TEST(LineTranslator, TheLogOfAnErrorSaysWhoSaidWhat) {
  TestPrinter printer(PrintState::Printing);
  printer.say("Resend: 5");
  printer.say("Should resend line 5 but no sufficient history is available, can't resend");
  printer.say("Changing monitoring state from \"Printing\" to \"Error\"");
  const Event error = printer.events().front();
  EXPECT_EQ(error.type, "Error");
  EXPECT_EQ(jsonToText(jsonAt(error.payload, "reason")), "resend");
  EXPECT_NE(error.payload.find("\"Recv: Resend: 5\",\"Should resend line 5"), std::string::npos) << error.payload;
  EXPECT_EQ(jsonToText(jsonAt(error.context, "state.text")), "Error");
}

TEST(LineTranslator, KnowsWhetherThereIsACard) {
  TestPrinter printer(PrintState::Idle);
  std::vector<std::string> ready;
  for (const char* line :
       {"EndOfFilament", "echo:SD card ok", "SD card released", "//action:sd_inserted", "No media"}) {
    printer.say(line);
    printer.say("FIRMWARE_NAME:" + std::to_string(ready.size()));
    ready.emplace_back(jsonAt(printer.events().back().context, "state.flags.sdReady"));
  }
  EXPECT_THAT(ready, ElementsAre("false", "true", "false", "true", "false"));
}

TEST(LineTranslator, ReadsLayersAndTextsInTheCommandsOfTheHost) {
  TestPrinter printer(PrintState::Printing);
  for (const char* command :
       {"G1 X1", "", "M117 Layer 1/40", "M117 Layer 1/40", "M117", "SET_PRINT_STATS_INFO CURRENT_LAYER=9"})
    printer.send(command);
  EXPECT_EQ(printer.types(), "DisplayMessage PrintLayer");
  printer.send("M117 Layer 2/40");
  const std::vector<Event> second = printer.events();
  ASSERT_EQ(second.size(), 3u);
  EXPECT_EQ(second[1].type, "FirstLayerDone");
  EXPECT_EQ(second[1].category, Category::Lifecycle);
  EXPECT_EQ(second.back().type, "PrintLayer");
  EXPECT_EQ(second.back().payload, R"({"layer":2,"layers":40,"name":"a.gco","path":"a.gco","origin":"sdcard"})");
  EXPECT_EQ(second.back().category, Category::Progress);
}

TEST(LineTranslator, HasNoLayersWithoutAPrint) {
  TestPrinter printer(PrintState::Idle);
  printer.send("M117 Layer 1/40");
  EXPECT_EQ(printer.types(), "DisplayMessage");
}

TEST(LineTranslator, ReportsLayersAndTextsOnlyIfTheyAreWanted) {
  LineTranslator translator({}, 1.7e9, Clock::time_point(std::chrono::hours(1)),
                            {.wants = [](std::string_view type) { return type == "FirstLayerDone"; }});
  const auto now = Clock::time_point(std::chrono::hours(1));
  for (const char* line :
       {"Not SD printing", "File opened: a.gco Size: 1000", "SD printing byte 0/1000", "SD printing byte 1/1000",
        "//action:notification Layer 1/9", "//action:notification Layer 2/9"})
    translator.line(line, now);
  std::string types;
  for (const Event& event : translator.takeEvents()) types += event.type + " ";
  EXPECT_EQ(types, "PrintStarted FirstLayerDone ");
}

TEST(LineTranslator, SaysWhyThePrinterWaits) {
  struct Row {
    std::vector<std::string> commands, lines;
    const char* reason;
  };
  for (const Row& row :
       {Row{{"M600"}, {"echo:busy: paused for user"}, "filament change"}, Row{{"M0"}, {"//action:paused"}, "pause"},
        Row{{}, {"fsensor_update - M600", "echo:busy: paused for user"}, "runout"},
        Row{{}, {"//action:out_of_filament T0", "//action:paused filament_runout 0"}, "runout"},
        Row{{}, {"Hotend fan speed is lower than expected", "echo:busy: paused for user"}, "error"},
        Row{{}, {"echo:busy: paused for user"}, ""}}) {
    TestPrinter printer(PrintState::Printing);
    for (const std::string& command : row.commands) printer.send(command);
    for (const std::string& line : row.lines) printer.say(line);
    const std::vector<Event> events = printer.events();
    ASSERT_FALSE(events.empty());
    EXPECT_EQ(events.back().type, "UserActionNeeded");
    EXPECT_EQ(jsonToText(jsonAt(events.back().payload, "reason")), row.reason) << row.lines.back();
  }
}

}  // namespace
}  // namespace herald::serial
