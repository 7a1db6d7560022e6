// SPDX-License-Identifier: Apache-2.0
#include "print_tracker.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace herald::serial {
namespace {

using State = PrintState;

/// A tracker that gets lines, and the events that it reports.
struct TrackedPrint {
  TrackedPrint()
      : tracker([this](const std::string& type, const JsonObject& payload) {
          const std::string text = payload.text();
          events += (events.empty() ? "" : " ") + type;
          if (type == "PrintFailed") events += ":" + jsonToText(jsonAt(text, "reason"));
          if (jsonAt(text, "reconciled") == "true") events += "!";
        }) {}

  void say(std::string_view lines) {
    for (;;) {
      const std::size_t end = lines.find('\n');
      tracker.take(classify(lines.substr(0, end)), now += 20);
      if (end == std::string_view::npos) return;
      lines.remove_prefix(end + 1);
    }
  }

  void bring(State state) {
    if (state == State::Idle) say("Not SD printing");
    if (state == State::Printing || state == State::Paused) {
      say("File opened: a.gco Size: 1000");
      say("SD printing byte 500/1000");
    }
    if (state == State::Paused) say("//action:paused");
    if (state == State::Halted) say("Error:Printer halted. kill() called!");
    events.clear();
  }

  std::string events{};
  double now = 1000;
  PrintTracker tracker;
};

constexpr std::array kAll{State::Unknown, State::Idle, State::Printing, State::Paused, State::Halted};

/// What one line, or several, do in each state: the state after them, and the reported events.
struct Seen {
  const char* line;
  std::array<const char*, kPrintStates> unknown_idle_printing_paused_halted;
};

// clang-format off
const std::vector<Seen> kTable{
    {"echo:enqueueing \"M24\"",
     {"printing PrintStarted", "printing PrintStarted", "printing", "printing PrintResumed", "printing PrintStarted"}},
    {"Playing /sd/b.g",
     {"printing PrintStarted", "printing PrintStarted", "printing", "printing PrintResumed", "printing PrintStarted"}},
    {"SD printing byte 600/1000",  // the first position in the pause: the pause goes on
     {"unknown", "printing PrintStarted PrintProgress", "printing PrintProgress", "paused", "printing PrintStarted PrintProgress"}},
    {"SD printing byte 400/1000",
     {"unknown", "printing PrintStarted PrintProgress", "printing PrintFailed:error! PrintStarted PrintProgress",
      "printing PrintFailed:error! PrintStarted PrintProgress", "printing PrintStarted PrintProgress"}},
    {"SD printing byte 600/2000",
     {"unknown", "printing PrintStarted PrintProgress", "printing PrintFailed:error! PrintStarted PrintProgress",
      "printing PrintFailed:error! PrintStarted PrintProgress", "printing PrintStarted PrintProgress"}},
    {"SD printing byte 0/1000", {"unknown", "idle", "idle PrintFailed:error!", "idle PrintFailed:error!", "halted"}},
    {"SD printing byte 1000/1000", {"unknown", "idle", "printing", "paused", "halted"}},
    {"SD printing byte 0/0", {"idle", "idle", "printing", "paused", "halted"}},
    {"SD printing byte 0/0\nSD printing byte 0/0",
     {"idle", "idle", "idle PrintCancelled PrintFailed:cancelled", "paused", "halted"}},
    {"NORMAL MODE: Percent done: 1; print time remaining in mins: 8",
     {"printing PrintStarted PrintProgress", "printing PrintStarted PrintProgress", "printing", "paused",
      "printing PrintStarted PrintProgress"}},
    {"NORMAL MODE: Percent done: 60; print time remaining in mins: 8",  // in an unknown state, Herald adopts the print silently
     {"printing", "printing PrintStarted PrintProgress", "printing", "paused", "printing PrintStarted PrintProgress"}},
    {"NORMAL MODE: Percent done: 0; print time remaining in mins: 0", {"unknown", "idle", "printing", "paused", "halted"}},
    {"NORMAL MODE: Percent done: 100; print time remaining in mins: 0", {"unknown", "idle", "printing", "paused", "halted"}},
    {"NORMAL MODE: Percent done: -1; print time remaining in mins: -1", {"unknown", "idle", "printing", "paused", "halted"}},
    // One idle answer is no end. Two in a row are a guess, which a later position of the same file corrects
    {"Not SD printing", {"idle", "idle", "printing", "paused", "halted"}},
    {"Not SD printing\nNot SD printing",
     {"idle", "idle", "idle PrintCancelled PrintFailed:cancelled", "paused", "halted"}},
    {"Not SD printing\nSD printing byte 600/1000\nNot SD printing",
     {"printing PrintStarted PrintProgress", "printing PrintStarted PrintProgress", "printing PrintProgress",
      "printing PrintResumed PrintProgress", "printing PrintStarted PrintProgress"}},
    {"Not SD printing\nSD printing byte 500/1000",  // a pause that reads idle ends with the next position
     {"printing PrintStarted PrintProgress", "printing PrintStarted PrintProgress", "printing", "printing PrintResumed",
      "printing PrintStarted PrintProgress"}},
    {"Not SD printing\nNot SD printing\nSD printing byte 600/1000",
     {"printing PrintStarted PrintProgress", "printing PrintStarted PrintProgress",
      "printing PrintCancelled PrintFailed:cancelled PrintResumed! PrintProgress", "printing PrintResumed PrintProgress",
      "printing PrintStarted PrintProgress"}},
    {"Not SD printing\nNot SD printing\nSD printing byte 600/2000",
     {"printing PrintStarted PrintProgress", "printing PrintStarted PrintProgress",
      "printing PrintCancelled PrintFailed:cancelled PrintStarted PrintProgress",
      "printing PrintFailed:error! PrintStarted PrintProgress", "printing PrintStarted PrintProgress"}},
    {"Not SD printing\nNot SD printing\nFile opened: a.gco Size: 1000\nSD printing byte 600/1000",  // printed again
     {"printing PrintStarted PrintProgress", "printing PrintStarted PrintProgress",
      "printing PrintCancelled PrintFailed:cancelled PrintStarted PrintProgress", "printing PrintResumed PrintProgress",
      "printing PrintStarted PrintProgress"}},
    {"Not SD printing\nNot SD printing\necho:enqueueing \"M24\"",  // continued at the display
     {"printing PrintStarted", "printing PrintStarted", "printing PrintCancelled PrintFailed:cancelled PrintResumed!",
      "printing PrintResumed", "printing PrintStarted"}},
    {"Not SD printing\nNot SD printing\necho:enqueueing \"M23 b.gco\"\necho:enqueueing \"M24\"",
     {"printing PrintStarted", "printing PrintStarted", "printing PrintCancelled PrintFailed:cancelled PrintStarted",
      "printing PrintResumed", "printing PrintStarted"}},
    {"Not SD printing\nNot SD printing\nDone printing file",
     {"idle PrintDone", "idle PrintDone", "idle PrintCancelled PrintFailed:cancelled PrintDone!", "idle PrintDone",
      "halted"}},
    {"//action:paused", {"paused PrintPaused", "idle", "paused PrintPaused", "paused", "halted"}},
    {"//action:resumed", {"printing", "idle", "printing", "printing PrintResumed", "halted"}},
    {"Done printing file", {"idle PrintDone", "idle PrintDone", "idle PrintDone", "idle PrintDone", "halted"}},
    {"//action:cancel",
     {"unknown", "idle", "idle PrintCancelled PrintFailed:cancelled", "idle PrintCancelled PrintFailed:cancelled", "halted"}},
    {"Changing monitoring state from \"Paused\" to \"Offline\"",
     {"idle", "idle", "idle PrintFailed:error!", "idle PrintFailed:error!", "halted"}},
    {"Changing monitoring state from \"Paused\" to \"Operational\"",
     {"idle", "idle", "idle PrintFailed:error!", "idle PrintFailed:error!", "idle"}},
    {"Changing monitoring state from \"Printing\" to \"Error: it burns\"",
     {"halted Error", "halted Error", "halted Error PrintFailed:error", "halted Error PrintFailed:error", "halted"}},
    {"Changing monitoring state from \"Starting\" to \"Printing\"",
     {"printing PrintStarted", "printing PrintStarted", "printing", "printing PrintResumed", "halted"}},
    {"start",
     {"idle", "idle PrinterReset", "idle PrinterReset PrintFailed:error", "idle PrinterReset PrintFailed:error",
      "idle PrinterReset"}},
    {"Error:Printer halted. kill() called!",
     {"halted Error", "halted Error", "halted Error PrintFailed:error", "halted Error PrintFailed:error", "halted"}},
    {"Error:Probing failed", {"unknown Error", "idle Error", "printing Error", "paused Error", "halted"}},
    {"// Klipper state: Ready", {"unknown", "idle", "printing", "paused", "idle PrinterReset"}},
    {"File opened: b.gco Size: 7", {"idle", "idle", "idle PrintFailed:error!", "idle PrintFailed:error!", "halted"}},
    {"File opened: a.gco Size: 1000", {"idle", "idle", "printing", "paused", "halted"}},
    {"File opened:", {"unknown", "idle", "printing", "paused", "halted"}},
    // Lines without an effect on the print
    {"echo:enqueueing \"M23 b.gco\"", {"unknown", "idle", "printing", "paused", "halted"}},
    {"See octoprint.log for details", {"unknown", "idle", "printing", "paused", "halted"}},
    {"anything else", {"unknown", "idle", "printing", "paused", "halted"}},
    {"ok", {"unknown", "idle", "printing", "paused", "halted"}},
    {"wait", {"unknown", "idle", "printing", "paused", "halted"}},
    {"Resend: 12", {"unknown", "idle", "printing", "paused", "halted"}},
    {"echo:busy: processing", {"unknown", "idle", "printing", "paused", "halted"}},
    {"echo:busy: paused for user", {"unknown", "idle", "printing", "paused", "halted"}},
    {"//action:prompt_show", {"unknown", "idle", "printing", "paused", "halted"}},
    {"ok T:20.0 /0.0", {"unknown", "idle", "printing", "paused", "halted"}},
    {"T:150.2 E:0 W:?", {"unknown", "idle", "printing", "paused", "halted"}},
    {"TargetExtr0:200", {"unknown", "idle", "printing", "paused", "halted"}},
    {"X:0.00 Y:0.00 Z:0.20 E:0.00", {"unknown", "idle", "printing", "paused", "halted"}},
    {"FIRMWARE_NAME:Marlin 2.1.2", {"unknown", "idle", "printing", "paused", "halted"}},
    {"Cap:AUTOREPORT_TEMP:1", {"unknown", "idle", "printing", "paused", "halted"}},
    {"echo:SD card ok", {"unknown", "idle", "printing", "paused", "halted"}},
    {"SD card released", {"unknown", "idle", "printing", "paused", "halted"}},
    {"EndOfFilament", {"unknown", "idle", "printing", "paused", "halted"}},
    {"Error:checksum mismatch, Last Line: 13", {"unknown", "idle", "printing", "paused", "halted"}},
};
// clang-format on

TEST(PrintTracker, EachLineDoesWhatTheTableSaysInEachState) {
  for (const Seen& row : kTable) {
    for (const State state : kAll) {
      TrackedPrint tracked;
      tracked.bring(state);
      ASSERT_EQ(tracked.tracker.state(), state);
      tracked.say(row.line);
      const std::string outcome =
          std::string(toString(tracked.tracker.state())) + (tracked.events.empty() ? "" : " ") + tracked.events;
      EXPECT_EQ(outcome, row.unknown_idle_printing_paused_halted[static_cast<std::size_t>(state)])
          << row.line << " when " << toString(state);
    }
  }
}

TEST(PrintTracker, EveryKindOfLineIsInTheTableAbove) {
  for (int kind = 0; kind <= static_cast<int>(LineKind::HostPrints); ++kind)
    EXPECT_TRUE(std::any_of(kTable.begin(), kTable.end(), [&](const Seen& row) {
      return classify(row.line).kind == static_cast<LineKind>(kind);
    })) << toString(static_cast<LineKind>(kind));
}

TEST(PrintTracker, HasAJobExactlyWhileItPrintsOrIsPaused) {
  for (const State state : kAll) {
    TrackedPrint tracked;
    tracked.bring(state);
    EXPECT_EQ(tracked.tracker.job().has_value(), state == State::Printing || state == State::Paused) << toString(state);
  }
}

TEST(PrintTracker, SurvivesBeingSavedInEachState) {
  for (const State state : kAll) {
    TrackedPrint before;
    before.bring(state);
    TrackedPrint after;
    after.tracker.restore(before.tracker.text());
    EXPECT_EQ(after.tracker.state(), state);
    EXPECT_EQ(after.tracker.text(), before.tracker.text());
    EXPECT_EQ(after.events, "");
  }
}

TEST(PrintTracker, IgnoresAMalformedSavedState) {
  for (const char* text : {"", "{}", "[]", "x", R"({"state":"printing"})", R"({"state":"idle","job":{}})",
                           R"({"state":"printing","job":{"percent":"x","byte":1e300,"told":-5}})"}) {
    TrackedPrint tracked;
    tracked.tracker.restore(text);
    tracked.say("SD printing byte 5/10");
    tracked.say("Done printing file");
  }
}

TEST(PrintTracker, ReportsAnErrorAgainOnlyAfterAQuietTime) {
  TrackedPrint tracked;
  tracked.bring(State::Idle);
  tracked.say("Error:Probing failed");
  tracked.say("Error:Probing failed");
  EXPECT_EQ(tracked.events, "Error");
  tracked.now += 60;
  tracked.say("Error:Probing failed");
  EXPECT_EQ(tracked.events, "Error Error");
  tracked.say("Error:Heating failed, system stopped!");
  tracked.say("Error:Printer halted. kill() called!");
  EXPECT_EQ(tracked.events, "Error Error Error");
}

TEST(PrintTracker, AKillRightAfterItsReasonIsNotAnErrorOfItsOwn) {
  TrackedPrint tracked;
  tracked.bring(State::Printing);
  tracked.tracker.take(classify("Error:Homing Failed"), 2000);
  tracked.tracker.take(classify("Error:Printer halted. kill() called!"), 2001);
  EXPECT_EQ(tracked.events, "Error PrintFailed:error");
}

TEST(PrintTracker, ACancelledPrintMayNeedAMomentToStop) {
  TrackedPrint tracked;
  tracked.bring(State::Printing);
  tracked.tracker.take(classify("//action:cancel"), 2000);
  tracked.tracker.take(classify("SD printing byte 510/1000"), 2002);
  tracked.tracker.take(classify("NORMAL MODE: Percent done: 51; print time remaining in mins: 8"), 2003);
  tracked.tracker.take(classify("SD printing byte 520/1000"), 2004);
  EXPECT_EQ(tracked.events, "PrintCancelled PrintFailed:cancelled");
  tracked.tracker.take(classify("SD printing byte 10/1000"), 2006);
  EXPECT_EQ(tracked.tracker.state(), State::Printing) << "the same file again";
}

TEST(PrintTracker, ACancelledPrintThatDoesNotStopIsANewPrint) {
  TrackedPrint tracked;
  tracked.bring(State::Printing);
  tracked.tracker.take(classify("//action:cancel"), 2000);
  tracked.tracker.take(classify("SD printing byte 510/1000"), 2002);
  tracked.tracker.take(classify("SD printing byte 600/1000"), 2011);
  EXPECT_EQ(tracked.events, "PrintCancelled PrintFailed:cancelled PrintStarted PrintProgress");
}

TEST(PrintTracker, APrintThatStopsAtAnErrorHasFailed) {
  for (const char* between : {"ok", "SD printing byte 510/1000"}) {
    TrackedPrint tracked;
    tracked.bring(State::Printing);
    tracked.say("!! Move out of range");
    tracked.say(between);
    tracked.say("Not SD printing.\nNot SD printing.");
    EXPECT_TRUE(tracked.events.ends_with("PrintFailed:error")) << tracked.events;
  }
  TrackedPrint tracked;
  tracked.bring(State::Printing);
  for (const char* line : {"!! Unable to home", "SD printing byte 510/1000", "SD printing byte 520/1000"})
    tracked.say(line);
  tracked.say("Not SD printing.\nNot SD printing.");
  EXPECT_TRUE(tracked.events.ends_with("PrintFailed:cancelled"))
      << "it had continued after the error: " << tracked.events;
}

/// The printer's menu orders a print before it opens the file. No line reported the end of the previous print.
TEST(PrintTracker, AFileThatIsOpenedDuringAPrintBeginsAnotherPrint) {
  for (const char* file : {"b.gco", "a.gco"}) {
    TrackedPrint tracked;
    tracked.bring(State::Printing);
    tracked.tracker.take(classify(R"(echo:enqueueing "M24")"), 2000);
    tracked.tracker.take(classify(std::string("echo:Now fresh file: /folder/") + file), 2001);
    tracked.tracker.take(classify(std::string("File opened: ") + file + " Size: 70"), 2001);
    EXPECT_EQ(tracked.events, "PrintFailed:error! PrintStarted") << file;
    EXPECT_EQ(tracked.tracker.job()->file.path, std::string("/folder/") + file);
    EXPECT_EQ(tracked.tracker.job()->file.size, 70);
  }
}

TEST(PrintTracker, APrintMayGetItsNameAfterItsStart) {
  TrackedPrint tracked;
  tracked.bring(State::Idle);
  for (const char* line :
       {R"(echo:enqueueing "M24")", "echo:Now fresh file: /folder/a.gco", "File opened: a.gco Size: 70"})
    tracked.tracker.take(classify(line), 2000);
  EXPECT_EQ(tracked.events, "PrintStarted");
  EXPECT_EQ(tracked.tracker.job()->file.path, "/folder/a.gco");
  EXPECT_EQ(tracked.tracker.job()->file.size, 70);
}

TEST(PrintTracker, AnOrderOpensItsFileWithAnySpelling) {
  TrackedPrint tracked;
  tracked.bring(State::Idle);
  for (const char* line : {R"(echo:enqueueing "M23 X4F2A~1.GCO")", R"(echo:enqueueing "M24")",
                           "echo:Now fresh file: X4F2A~1.GCO", "File opened: /Part of mine.gcode Size: 70"})
    tracked.tracker.take(classify(line), 2000);
  tracked.now = 2100;
  tracked.say("SD printing byte 7/70");
  tracked.say("echo:Now fresh file: X4F2A~1.GCO");
  EXPECT_EQ(tracked.events, "PrintStarted PrintProgress");
  EXPECT_EQ(tracked.tracker.job()->file.path, "/Part of mine.gcode");
  EXPECT_EQ(tracked.tracker.job()->file.size, 70);
}

TEST(PrintTracker, AnOrderNamesThePrintBeforeItsFileIsOpened) {
  TrackedPrint tracked;
  tracked.bring(State::Idle);
  tracked.say("File opened: old.gco Size: 7");
  tracked.tracker.take(classify(R"(echo:enqueueing "M23 new.gco")"), 2000);
  tracked.tracker.take(classify(R"(echo:enqueueing "M24")"), 2000);
  EXPECT_EQ(tracked.tracker.job()->file.path, "new.gco");
  EXPECT_FALSE(tracked.tracker.job()->file.size);
}

TEST(PrintTracker, TheSameFileWithAnotherSpellingDoesNotEndItsPrint) {
  for (const char* line : {"File opened: /LongNamedPart.gcode", "echo:Now fresh file: longna~1.gco",
                           "File opened: LongNamedPart.gc Size: 1000"}) {
    TrackedPrint tracked;
    tracked.bring(State::Idle);
    tracked.say("File opened: LongNamedPart.gcode Size: 1000");
    tracked.say("SD printing byte 500/1000");
    tracked.say(line);
    EXPECT_EQ(tracked.events, "PrintStarted PrintProgress") << line;
  }
}

TEST(PrintTracker, AnIdleAnswerToAnOrderIsNoEnd) {
  TrackedPrint tracked;
  tracked.bring(State::Idle);
  tracked.tracker.take(classify("File opened: a.gco Size: 1000"), 2000);
  tracked.tracker.take(classify(R"(echo:enqueueing "M24")"), 2000);
  for (const double at : {2001, 2003, 2005, 2009}) tracked.tracker.take(classify("Not SD printing"), at);
  EXPECT_EQ(tracked.events, "PrintStarted");
  tracked.tracker.take(classify("Not SD printing"), 2015);
  EXPECT_EQ(tracked.events, "PrintStarted");
  tracked.tracker.take(classify("Not SD printing"), 2020);
  EXPECT_EQ(tracked.events, "PrintStarted PrintCancelled PrintFailed:cancelled");
}

TEST(PrintTracker, AnIdleAnswerRightAfterAPauseIsNoEnd) {
  TrackedPrint tracked;
  tracked.bring(State::Paused);
  tracked.tracker.take(classify("//action:resumed"), 2000);
  for (const double at : {2001, 2005, 2009}) tracked.tracker.take(classify("Not SD printing"), at);
  EXPECT_EQ(tracked.events, "PrintResumed");
}

TEST(PrintTracker, AnIdleAnswerWhileThePrinterWaitsIsAPause) {
  TrackedPrint tracked;
  tracked.bring(State::Printing);
  for (int i = 0; i < 3; ++i) tracked.tracker.take(classify("Not SD printing"), 2000, true);
  EXPECT_EQ(tracked.events, "PrintPaused");
  TrackedPrint restarted;
  restarted.tracker.restore(tracked.tracker.text());
  restarted.say("Not SD printing");
  restarted.say("SD printing byte 500/1000");
  EXPECT_EQ(restarted.events, "PrintResumed") << "the next position ends the pause, though it is the old one";
}

TEST(PrintTracker, APrintThatGoesOnAfterAGuessedEndKeepsItsNameAndSubject) {
  TrackedPrint tracked;
  tracked.bring(State::Printing);
  const std::string subject = tracked.tracker.job()->subject;
  tracked.say("Not SD printing\nNot SD printing");
  TrackedPrint restarted;
  restarted.tracker.restore(tracked.tracker.text());
  restarted.say("SD printing byte 510/1000");
  ASSERT_TRUE(restarted.tracker.job());
  EXPECT_EQ(restarted.tracker.job()->subject, subject);
  EXPECT_EQ(restarted.tracker.job()->file.path, "a.gco");
  EXPECT_EQ(restarted.events, "PrintResumed! PrintProgress");
}

TEST(PrintTracker, OctoPrintsTextForAnErrorMayStandInAnEarlierLine) {
  const char* const resend = "Should resend line 2233 but no sufficient history is available, can't resend";
  struct Ending {
    std::vector<const char*> lines;
    const char *events, *error;
  };
  for (const Ending& row : std::vector<Ending>{
           {{resend, R"(Changing monitoring state from "Printing" to "Error")",
             R"(Changing monitoring state from "Error" to "Offline after error")"},
            "Error PrintFailed:error",
            resend},
           {{resend, "Error:Probing failed", R"(Changing monitoring state from "Printing" to "Error")"},
            "Error PrintFailed:error",
            "Probing failed"},
           {{"Error:Probing failed", R"(Changing monitoring state from "Printing" to "Error")"},
            "Error PrintFailed:error",
            "Probing failed"},
           {{"Error:Probing failed", R"(Changing monitoring state from "Printing" to "Error: Probing failed")"},
            "Error PrintFailed:error",
            "Probing failed"},
           {{R"(Changing monitoring state from "Printing" to "Offline after error")"},
            "Error PrintFailed:error",
            "OctoPrint stopped because of an error. Its log has no text for it."}}) {
    TrackedPrint tracked;
    tracked.bring(State::Printing);
    for (const char* line : row.lines) tracked.tracker.take(classify(line), 2000);
    EXPECT_EQ(tracked.events, row.events) << row.error;
    EXPECT_EQ(tracked.tracker.lastError(), row.error);
  }
}

TEST(PrintTracker, AProblemDuringTheLastPrintDoesNotEndThisOne) {
  TrackedPrint tracked;
  tracked.bring(State::Printing);
  for (const char* line : {"See octoprint.log for details", "//action:cancel",
                           R"(Changing monitoring state from "Operational" to "Printing")",
                           R"(Changing monitoring state from "Printing" to "Error")"})
    tracked.tracker.take(classify(line), 2000);
  EXPECT_EQ(tracked.tracker.lastError(), "OctoPrint stopped because of an error. Its log has no text for it.");
}

TEST(PrintTracker, AThermalAnomalyIsOneErrorThatSaysWhy) {
  TrackedPrint tracked;
  tracked.bring(State::Printing);
  for (const char* line : {"TM: error |-2.1|>1.2", "TM: error triggered!", "//action:paused",
                           "echo:Printer stopped due to errors. Supervision required.", "TM: error |-5.7|>1.2"})
    tracked.tracker.take(classify(line), 2000);
  EXPECT_EQ(tracked.events, "Error PrintPaused");
  EXPECT_EQ(tracked.tracker.lastError(), "TM: error triggered!");
}

/// Lines with an effect on the print, with numbers from a small range.
rc::Gen<std::string> lines() {
  const auto small = rc::gen::inRange(0, 12);
  return rc::gen::oneOf(rc::gen::map(rc::gen::pair(small, small),
                                     [](std::pair<int, int> at) {
                                       return "SD printing byte " + std::to_string(at.first * 100) + "/" +
                                              std::to_string(at.second * 100);
                                     }),
                        rc::gen::map(rc::gen::pair(small, small),
                                     [](std::pair<int, int> at) {
                                       return "NORMAL MODE: Percent done: " + std::to_string(at.first * 10) +
                                              "; print time remaining in mins: " + std::to_string(at.second);
                                     }),
                        rc::gen::map(rc::gen::inRange<std::size_t>(0, kTable.size()), [](std::size_t i) {
                          const std::string lines = kTable[i].line;
                          return lines.substr(0, lines.find('\n'));
                        }));
}

RC_GTEST_PROP(PrintTracker, NoLinesMakeTwoStartsWithoutAnEndBetween, ()) {
  const auto all = *rc::gen::container<std::vector<std::string>>(lines());
  const auto breaks = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 100));
  bool running = false;
  int percent = 0;
  PrintTracker tracker([&](const std::string& type, const JsonObject& payload) {
    if (type == "PrintStarted") {
      RC_ASSERT(!running);
      running = true;
      percent = 0;
    }
    if (type == "PrintResumed") running = true;  // perhaps after an end that was only guessed
    if (type == "PrintDone" || type == "PrintFailed") {
      running = false;
      percent = 0;
    }
    if (type == "PrintProgress") {
      const int now = std::stoi(std::string(jsonAt(payload.text(), "progress")));
      RC_ASSERT(now > percent && now < 100);
      percent = now;
    }
  });
  double now = 1000;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::find(breaks.begin(), breaks.end(), i) != breaks.end()) tracker.connected();
    tracker.take(classify(all[i]), now += 3);
    const bool active = tracker.state() == State::Printing || tracker.state() == State::Paused;
    RC_ASSERT(tracker.job().has_value() == active);
  }
}

}  // namespace
}  // namespace herald::serial
