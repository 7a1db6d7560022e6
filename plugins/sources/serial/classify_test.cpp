// SPDX-License-Identifier: Apache-2.0
#include "classify.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "printing/firmware_lines.h"
#include "printing/testing/recorded.h"

namespace herald::serial {

void PrintTo(LineKind kind, std::ostream* out) { *out << toString(kind); }

namespace {

using Kind = LineKind;

struct Classified {
  Kind kind;
  std::vector<const char*> lines;
};

// Lines from the sources and logs of each firmware.
const std::vector<Classified> kClassified{
    {Kind::Unknown,
     {"",
      " ",
      "echo:",
      "echo:Marlin 2.1.2.1",
      "Marlin 1.1.9",
      "LCD status changed",
      "// done",
      "//",
      "book",
      "okay",
      "Begin file list",
      "End file list",
      "BENCHY.GCO 12345",
      "Writing to file: a.gco",
      "Done saving file.",
      "echo:Unknown command: \"M999\"",
      "open failed, File: a.gco.",
      "File selected",
      "//action:notification Printing",
      "//action:start",
      "//action:disconnect",
      "//action:shutdown",
      "//action:poweroff",
      "// action:sd_updated",
      "// action:ready",
      "// action:not_ready",
      "// action:uvlo_recovery_ready",
      "// action:uvlo_auto_recovery_ready",
      "echo:Error in a message",
      "started",
      "restart",
      "startle",
      "PrintPaused",
      "echo:enqueueing \"M82\"",
      "Warning: hot",
      "Stats: 1",
      "M73 P10",
      "Busybox",
      "Active Extruder: 0",
      "2020-02-20 11:58:47,026 - Send: M105",
      "X_min: open",
      "Targets",
      "Errors: none",
      "Changing monitoring state",
      "Changing monitoring state from \"Offline\" to \"Opening serial connection\"",
      "Changing monitoring state from \"Printing\" to \"Pausing\"",
      "Changing monitoring state from \"Operational\" to \"Sending file to SD\""}},
    {Kind::Ok, {"ok", "OK", " ok ", "ok\r", "ok N12 P15 B4", "ok P15 B4", "ok T", "ok N1x", "ok 12"}},
    {Kind::Wait, {"wait", "ok wait"}},
    {Kind::Resend, {"Resend: 12", "Resend:12", "resend 12", "rs 12", "rs N12"}},
    {Kind::Busy,
     {"echo:busy: processing", "busy: processing", "busy:processing", "echo:busy: heating", "busy processing"}},
    {Kind::UserWait,
     {"echo:busy: paused for user", "echo:busy: paused for input", "busy: paused for user", "echo:busy paused for user",
      "echo:busy: door open"}},
    {Kind::Prompt,
     {"//action:prompt_begin Heater Timeout", "//action:prompt_text Insert", "//action:prompt_choice Continue",
      "// action:prompt_button Continue", "// action:prompt_footer_button Close|RESPOND|error",
      "// action:prompt_button_group_start", "// action:prompt_button_group_end", "//action:prompt_show",
      "//action:prompt_end"}},
    {Kind::Temperature,
     {"ok T:210.0 /210.0 B:60.0 /60.0 T0:210.0 /210.0 @:64 B@:0 P:31.2 A:33.6", " T:21.3 /0.0 B:20.1 /0.0 @:0 B@:0",
      "T0:20.0 /0.0 T1:21.0 /0.0", "B:60.0 /60.0 T0:210.0 /210.0", "C:30.0 /0.0", "T:20 B:20 B@:0 @:0",
      "T:24.89/0.00 B:24.78/0.00 X:36.89/36.00 A:33.66/0.00", "ok N5 P15 B3 T:20.0 /0.0", "T:inf /0",
      " ==T:195.00 /195.00 ==B:45.33 /45.00 @:66 B@:0", "ok ==T0:195.00 /195.00", "==B:45.33 /45.00",
      "  TT::22.1922.19  //0.000.00  BB::22.1922.19  //0.000.00  @@::00  BB@@::00", "TT00::22.1922.19",
      "BB::22.1922.19  //0.000.00"}},
    {Kind::Heating,
     {"T:150.2 E:0 W:?", "T:20.5 E:0 B:59.9", "T:21.0 /210.0 B:20.0 /60.0 @:127 B@:0 W:?", "==T:150.20 /0.00 W:?",
      "TT::150.2150.2  WW::??"}},
    {Kind::Target, {"TargetExtr0:200", "TargetBed:60", "echo:TargetBed:60", "TargetChamber:40"}},
    {Kind::CardReady, {"echo:SD card ok", "SD card ok", "Card successfully initialized.", "//action:sd_inserted"}},
    {Kind::CardGone,
     {"echo:SD init fail", "SD init fail", "echo:No SD card", "SD card released", "echo:SD card released", "No media",
      "SD Card unmounted", "Error:volume.init failed", "Error:openRoot failed", "// action:sd_ejected"}},
    {Kind::Position,
     {"X:0.00 Y:0.00 Z:0.20 E:0.00 Count X:0 Y:0 Z:80", "ok C: X:10.00 Y:3.20 Z:5.20 E:1.24",
      "X:0.000 Y:0.000 Z:0.000 E:0.000 E0:0.0 Count 0 0 0 Machine 0.000 0.000 0.000"}},
    {Kind::Firmware,
     {"FIRMWARE_NAME:Marlin 2.1.2 PROTOCOL_VERSION:1.0", "ok FIRMWARE_NAME:x", "NAME. Malyan\tVER: 3.8\tMODEL: M100",
      "NAME: Malyan VER: 2.9", "ok FIRMWARE_VERSION:v0.12.0 FIRMWARE_NAME:Klipper",
      "// FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12.0", "// FIRMWARE_VERSION:v0.12.0 FIRMWARE_NAME:Klipper"}},
    {Kind::Capability, {"Cap:AUTOREPORT_TEMP:1", "Cap:PROMPT_SUPPORT:0"}},
    {Kind::FileOrdered, {"echo:enqueueing \"M23 a.gco\"", "echo:enqueing \"M23 longna~1.gco\""}},
    {Kind::FileOpened,
     {"File opened: a.gco Size: 12", "File opened:a.gcode Size:12", "echo:Now fresh file: a.gco",
      "File 0:/gcodes/a.g selected for printing"}},
    {Kind::Started,
     {"Playing /sd/a.g", "echo:enqueueing \"M24\"", "enqueing \"M24\"",
      "Changing monitoring state from \"Operational\" to \"Starting\"",
      "Changing monitoring state from \"Operational\" to \"Printing\"",
      "Changing monitoring state from \"Operational\" to \"Starting print from SD\""}},
    {Kind::SdPrinting,
     {"SD printing byte 123/4567", "ok SD printing byte 123/4567", "sd printing byte x", "SD printing byte:5/9"}},
    {Kind::SdIdle, {"Not SD printing", "Not SD printing.", "Not currently playing"}},
    {Kind::Progress,
     {"NORMAL MODE: Percent done: 32; print time remaining in mins: 8; Change in mins: -1",
      "SILENT MODE: Percent done: 32; Print time remaining in mins: 8",
      "echo: M73 Progress: 12%; Time left: 25m; Change: 7m;", "echo:  M73 Time left: 25m;", "M73 Progress: 3.45%;",
      "12 % complete, elapsed time: 83 s, est time: 600 s",
      "file: /sd/a.g, 12 % complete, elapsed time: 00:01:23, est time: 00:10:00"}},
    {Kind::Paused,
     {"//action:pause", "//action:paused", "// action:paused", "//action:paused filament_runout 0", "SD print paused",
      "Print saved", "SD print is paused at 600/4321", "Printing paused at X100.0", "Print paused",
      "Printing paused for filament change at X1.0", "Print auto-paused due to low voltage", "Suspended",
      "// Print Suspended, enter resume to continue printing",
      "RequestPause:", "// RequestPause:", "Changing monitoring state from \"Pausing\" to \"Paused\""}},
    {Kind::Resumed,
     {"//action:resume", "// action:resumed", "Printing resumed", "Print resumed",
      "RequestContinue:", "// RequestContinue:", "resuming print...", "// resuming print...", "// Resuming print"}},
    {Kind::Done,
     {"Done printing file", "echo:Done printing file", "Finished printing file 0:/gcodes/a.g, print time was 1h 36m",
      "Changing monitoring state from \"Printing\" to \"Finishing\""}},
    {Kind::Cancelled,
     {"//action:cancel", "Cancelled printing file 0:/gcodes/a.g, print time was 0h 1m",
      "Aborted playing or paused file", "SD print stopped by user.",
      "RequestStop:", "// RequestStop:", "Changing monitoring state from \"Printing\" to \"Cancelling\""}},
    {Kind::RunOut,
     {"fsensor_update - M600", "fsensor_checkpoint_print", "echo:Enqueing to the front: \"M600\"",
      "//action:out_of_filament T0", "EndOfFilament", "Event:EndOfFilament", "Filament error on extruder 0: noFilament",
      "Error: Filament error on extruder 1: tooLittleMovement", "Extruder 0 reports no filament",
      "// Filament Sensor T0: filament runout detected", "// Filament has run out",
      "// Filament Detector has detected a filament jam"}},
    {Kind::Boot,
     {"start", "PowerUp", " External Reset", "echo: External Reset", "Watchdog Reset", "echo: Software Reset", "INT4",
      "Brown out Reset", "Smoothie Running @100MHz", "RepRapFirmware for Duet 2 is up and running.",
      "// Klipper state: Disconnect"}},
    {Kind::Ready, {"// Klipper state: Ready", "info:Continue from fatal state"}},
    {Kind::Halt,
     {"Error:Thermal Runaway, system stopped! Heater_ID: bed",
      "Error:Heating failed, system stopped! Heater_ID: 0",
      "Error:MAXTEMP triggered, system stopped! Heater_ID: 0",
      "Error:MINTEMP triggered, system stopped! Heater_ID: 0",
      "Error:Printer halted. kill() called!",
      "Error:Printer halted.",
      "Error:Bed is away, system stopped!",
      "Error:Watchdog timeout",
      "Error: Emergency Stop! Reset the controller to continue.",
      "Emergency Stop! Reset the controller to continue.",
      "Error: Movement halted because a step timing error occurred (code 3). Please reset the controller.",
      "Error: G1: Machine is halted",
      "Error:Fail mode active. Send M999 to disable failed mode!",
      "!! Previous MCU 'mcu' shutdown: Timer too close",
      "HALT asserted - reset or M999 required",
      "Temperature reading is unreliable on T HALT asserted - reset or M999 required",
      "ok Emergency Stop Requested - reset or M999 required to exit HALT state",
      "Entering Alarm/Halt state",
      "error: LinearDelta illegal move. HALTED",
      "!! Printer is shutdown",
      "!! Heater extruder not heating at expected rate",
      "Error:Printer stopped due to errors. Fix the error and use M999",
      ": Extruder switched off. MAXTEMP triggered !",
      "Error:0: Heaters switched off. MINTEMP BED triggered!",
      "Error: HOTEND THERMAL RUNAWAY",
      "Error: HOTEND THERMAL RUNAWAY (PREHEAT HOTEND)",
      "fatal: Heater/sensor error",
      "!! Lost communication with MCU 'mcu'",
      "!! Shutdown due to webhooks request",
      "!! MCU 'mcu' shutdown: Timer too close",
      "// Klipper state: Shutdown",
      "ALARM: Kill button pressed",
      "!!",
      "ERROR: Temperature took too long to be reached on T, HALT asserted"}},
    {Kind::Error,
     {"Error:Probing failed", "error: something", "!! Move out of range", "Error: G1: insufficient axes homed",
      "echo:SD read error", "Extruder fan speed is lower than expected", "Print fan speed is lower than expected",
      "Hotend fan speed is lower than expected", "Bed leveling failed. Sensor triggered too soon",
      "//ERROR: Delta calculation fail!  Unable to move to:", "TM: error triggered!",
      "echo:Printer stopped due to errors. Supervision required.", "Error:12 things"}},
    {Kind::Harmless,
     {"Error:Line Number is not Last Line Number+1, Last Line: 12",
      "Error:checksum mismatch, Last Line: 13",
      "Error:No Line Number with checksum, Last Line: 14",
      "Error: Wrong checksum",
      "Error: expected line 5 got 7",
      "Error: Missing checksum",
      "Error:No Checksum with line number, Last Line: 3",
      "Error:volume.init",
      "Error:openRoot",
      "Error:workDir open failed",
      "Error:Unknown command: \"X\"",
      "Error:error writing to file",
      "Error:Cannot open subdir X",
      "Error:/subdir open failed",
      "Error: Missing LineNumber",
      "!! Unknown command 'M999'",
      "Error:Cannot enter subdir: X",
      "Error:0",
      "error: format error",
      "TM: error |-2.110583|>1.200000",
      "TM: error cleared"}},
    {Kind::HostTrouble,
     {"Should resend line 12 but no sufficient history is available, can't resend",
      "Printer requested line 12 but no sufficient history is available, can't resend",
      "Printer keeps requesting line 12 again and again, communication stuck",
      "No response from printer after 6 consecutive communication timeouts, considering it dead. Configure more.",
      "Unexpected error while reading serial port, please consult octoprint.log for details: SerialException: 'x'",
      "Unexpected error while writing to serial port: OSError: 'x'",
      "Unexpected error while connecting to serial port /dev/x, baudrate 115200 from hook default: OSError: 'x'",
      "Could not write anything to the serial port in 5 tries, something appears to be wrong",
      "See octoprint.log for details"}},
    {Kind::HostFailed,
     {"There was an error reading from the file that's being printed, cancelling the print. Please consult the log",
      "Changing monitoring state from \"Printing\" to \"Error\"",
      "Changing monitoring state from \"Printing\" to \"Error: it burns\"",
      "Changing monitoring state from \"Printing\" to \"Offline: it burns\"",
      "Changing monitoring state from \"Printing\" to \"Offline (Error: Connection error)\"",
      "Changing monitoring state from \"Printing\" to \"Offline after error\""}},
    {Kind::HostGone,
     {"Changing monitoring state from \"Operational\" to \"Offline\"",
      "Changing monitoring state from \"Error\" to \"Closed\""}},
    {Kind::HostIdle, {"Changing monitoring state from \"Finishing\" to \"Operational\""}},
    {Kind::HostPrints,
     {"Changing monitoring state from \"Starting\" to \"Printing\"",
      "Changing monitoring state from \"Starting print from SD\" to \"Printing from SD\"",
      "Changing monitoring state from \"Paused\" to \"Printing\"",
      "Changing monitoring state from \"Resuming\" to \"Printing\""}},
};

TEST(Classify, FindsTheKindOfEachLine) {
  for (const Classified& row : kClassified)
    for (const char* line : row.lines) EXPECT_EQ(classify(line).kind, row.kind) << line;
}

TEST(Classify, HasATestLineForEachKindAndEachRule) {
  std::set<Kind> kinds;
  std::set<const LineRule*> rules;
  std::set<std::string, std::less<>> actions;
  for (const Classified& row : kClassified) {
    kinds.insert(row.kind);
    for (const char* line : row.lines) {
      const std::string_view text = classify(line).text;
      rules.insert(ruleOf(text));
      if (const auto action = printing::hostAction(text)) actions.emplace(action->name);
    }
  }
  for (int kind = 0; kind <= static_cast<int>(Kind::HostPrints); ++kind)
    EXPECT_TRUE(kinds.contains(Kind(kind))) << toString(Kind(kind));
  for (const LineRule& rule : lineRules())
    EXPECT_TRUE(rules.contains(&rule)) << toString(rule.kind) << ": " << rule.text << " … " << rule.also;
  for (const ActionRule& rule : actionRules()) EXPECT_TRUE(actions.contains(rule.name)) << rule.name;
}

TEST(Classify, KnowsWhoSaysALine) {
  EXPECT_TRUE(classify("See octoprint.log for details").host);
  EXPECT_FALSE(classify("Done printing file").host);
}

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped;
}

std::string rowOf(const LineRule& rule) {
  std::string line = "`" + cell(rule.text) + "`";
  if (rule.form != LineRule::Form::Is || !rule.also.empty()) line += "…";
  if (!rule.also.empty()) line += " `" + cell(rule.also) + "`";
  return "| " + line + " | " + std::string(toString(rule.kind)) + " | " + cell(rule.from) + " |\n";
}

/// README.md has the table of lines, between two marks. This test shows the table as it must be.
TEST(Classify, TheReadmeHasTheTableOfLines) {
  std::string table = "| line | kind | said by |\n| --- | --- | --- |\n";
  for (const LineRule& rule : lineRules()) table += rowOf(rule);
  for (const ActionRule& rule : actionRules())
    table += "| `//action:" + std::string(rule.name) + "` | " + std::string(toString(rule.kind)) + " | " +
             std::string(rule.from) + " |\n";
  const std::string page = printing::textOf(std::filesystem::path(SERIAL_TESTCASES).parent_path() / "README.md");
  EXPECT_NE(page.find("<!-- lines -->\n" + table + "<!-- /lines -->"), std::string::npos) << table;
}

TEST(Classify, EachRuleNamesItsFirmware) {
  for (const LineRule& rule : lineRules()) EXPECT_FALSE(rule.from.empty()) << rule.text;
  for (const ActionRule& rule : actionRules()) EXPECT_FALSE(rule.from.empty()) << rule.name;
}

TEST(Classify, NotesTheAcknowledgementBeforeAnAnswer) {
  EXPECT_TRUE(classify("ok T:20.0 /0.0").ok);
  EXPECT_EQ(classify("ok T:20.0 /0.0").text, "T:20.0 /0.0");
  EXPECT_FALSE(classify("T:20.0 /0.0").ok);
  EXPECT_FALSE(classify("okay").ok);
}

TEST(Classify, NoticesARunOutInALineOfAnyKind) {
  for (const char* line : {"//action:paused filament_runout 0", "//action:prompt_begin FilamentRunout T0",
                           "//action:notification Filament Runout T1", "fsensor_update - M600"})
    EXPECT_TRUE(classify(line).runOut) << line;
  for (const char* line : {"//action:paused", "//action:prompt_begin Paused", "echo:filament runout sensor: off"})
    EXPECT_FALSE(classify(line).runOut) << line;
}

TEST(Classify, IgnoresCaseBlanksAndNulBytes) {
  EXPECT_EQ(classify("ERROR:THERMAL RUNAWAY").kind, Kind::Halt);
  EXPECT_EQ(classify("  done PRINTING file \r").kind, Kind::Done);
  EXPECT_EQ(classify(std::string_view("\0start\0", 7)).kind, Kind::Boot);
}

RC_GTEST_PROP(Classify, TakesAnyBytes, (const std::string& bytes)) { classify(bytes); }

}  // namespace
}  // namespace herald::serial
