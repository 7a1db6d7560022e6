// SPDX-License-Identifier: Apache-2.0
#include "line_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace herald::serial {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

std::string shown(const std::optional<double>& value) {
  std::ostringstream out;
  if (value) out << *value;
  return out.str();
}

std::vector<std::string> shown(const std::vector<Measured>& all) {
  std::vector<std::string> list;
  for (const Measured& one : all) list.push_back(one.name + " " + shown(one.actual) + "/" + shown(one.target));
  return list;
}

TEST(LineValues, SdPosition) {
  EXPECT_EQ(sdPosition("SD printing byte 123/4567"), (SdPosition{123, 4567}));
  EXPECT_EQ(sdPosition("SD printing byte: 123/4567"), (SdPosition{123, 4567}));
  EXPECT_EQ(sdPosition("SD printing byte 5000000000/6000000000"), (SdPosition{5000000000, 6000000000}));
  for (const char* line :
       {"SD printing byte", "SD printing byte x/1", "SD printing byte 1", "SD printing byte 1/",
        "SD printing byte -1/5", "SD printing byte 1/-5", "SD printing byte 99999999999999999999/1", ""})
    EXPECT_FALSE(sdPosition(line)) << line;
}

TEST(LineValues, ProgressInAllItsForms) {
  struct Row {
    const char *line, *percent, *minutes;
    bool silent;
  };
  for (const Row& row :
       {Row{"NORMAL MODE: Percent done: 32; print time remaining in mins: 8; Change in mins: -1", "32", "8", false},
        Row{"SILENT MODE: Percent done: 5; Print time remaining in mins: 120", "5", "120", true},
        Row{"NORMAL MODE: Percent done: -1; print time remaining in mins: -1; Change in mins: -1", "", "", false},
        Row{"echo: M73 Progress: 12%; Time left: 25m; Change: 7m;", "12", "25", false},
        Row{"M73 Progress: 3.45%; Time left: 20.5m;", "3.45", "20.5", false},
        Row{"M73 Time left: 25m;", "", "25", false}, Row{"M73 Change: 7m;", "", "", false},
        Row{"M73 Progress: ---%; Time left: -----m;", "", "", false},
        Row{"12 % complete, elapsed time: 00:01:23", "12", "", false},
        Row{"file: /sd/cube2.g, 7 % complete, elapsed time: 00:00:08, est time: 00:02:06", "7", "", false},
        Row{"file: /sd/100 % complete.g, x % complete", "100", "", false}, Row{"% complete", "", "", false},
        Row{"NORMAL MODE: Percent done: 255; print time remaining in mins: 8", "", "8", false}}) {
    const Progress73 progress = progress73(row.line);
    EXPECT_EQ(shown(progress.percent), row.percent) << row.line;
    EXPECT_EQ(shown(progress.minutesLeft), row.minutes) << row.line;
    EXPECT_EQ(progress.silent, row.silent) << row.line;
  }
}

TEST(LineValues, FileNames) {
  struct Row {
    const char *line, *path;
    std::optional<std::int64_t> size;
  };
  for (const Row& row :
       {Row{"File opened: a b.gco Size: 12", "a b.gco", 12}, Row{"File opened:a.gcode Size:12", "a.gcode", 12},
        Row{"echo:Now fresh file: a.gco", "a.gco", {}}, Row{"echo:enqueing \"M23 longna~1.gco\"", "longna~1.gco", {}},
        Row{"enqueueing \"M23 /cats/a.gco\"", "/cats/a.gco", {}}, Row{"Playing /sd/a.g", "/sd/a.g", {}},
        Row{"File 0:/gcodes/a.g selected for printing", "0:/gcodes/a.g", {}},
        Row{"Finished printing file 0:/gcodes/a.g, print time was 1h 36m", "0:/gcodes/a.g", {}}}) {
    const auto file = fileName(row.line);
    ASSERT_TRUE(file) << row.line;
    EXPECT_EQ(file->path, row.path);
    EXPECT_EQ(file->size, row.size) << row.line;
  }
  for (const char* line : {"Done printing file", "File opened:", "", "enqueueing \"M24\"", "enqueueing \"M23 \"",
                           "Changing monitoring state from \"Sending file to SD\""})
    EXPECT_FALSE(fileName(line)) << line;
}

TEST(LineValues, TemperaturesOfEachFirmware) {
  struct Row {
    const char* line;
    std::vector<std::string> heaters;
  };
  for (const Row& row :
       std::vector<Row>{{"T:210.0 /210.0 B:60.0 /60.0 T0:210.0 /210.0 @:64 B@:0 P:31.2 A:33.6",
                         {"bed 60/60", "tool0 210/210", "P 31.2/", "A 33.6/"}},
                        {"T:21.3 /0.0 B:20.1 /0.0 @:0 B@:0", {"tool0 21.3/0", "bed 20.1/0"}},
                        {"T:150.2 E:0 W:?", {"tool0 150.2/"}},
                        {"T:150.2 E:1 W:3", {"tool1 150.2/"}},
                        {"T:20.5 E:0 B:59.9", {"tool0 20.5/", "bed 59.9/"}},
                        {"T:34.3 /0.0 @0 T1:20.0 /5.0 @0 B:23.1 /0.0", {"tool0 34.3/0", "tool1 20/5", "bed 23.1/0"}},
                        {"T:210.2 /210.0 /150.0 T0:210.2 /210.0 /150.0 T1:30.0 /0.0 /0.0 B:60.1 /60.0 /0.0",
                         {"tool0 210.2/210", "tool1 30/0", "bed 60.1/60"}},
                        {"T:24.89/0.00 B:24.78/60.00 X:36.89/36.00", {"tool0 24.89/0", "bed 24.78/60", "X 36.89/36"}},
                        {"T:20 B:20 B@:0 @:0", {"tool0 20/", "bed 20/"}},
                        {"C:30.0 /45.0", {"chamber 30/45"}},
                        {"B:-14.9 /0.0", {"bed -14.9/0"}},
                        {"T: 20.5 / 30.5 B: 10", {"tool0 20.5/30.5", "bed 10/"}},
                        {"T:nan /0 B:inf", {}},
                        {"T:nan /0.0 B:60.0 /60.0 C:NaN P:-inf A:33.6", {"bed 60/60", "A 33.6/"}},
                        {"T:210.0 /nan B:60.0 /60.0", {"tool0 210/", "bed 60/60"}},
                        {" ==T:195.00 /195.00 ==B:45.33 /45.00 @:66 B@:0", {"tool0 195/195", "bed 45.33/45"}},
                        {"==T0:195.00 /195.00 ==T1:20.50 /0.00", {"tool0 195/195", "tool1 20.5/0"}},
                        {"  TT::27.7627.76  //0.000.00  BB::39.3539.35  //60.0060.00  @@::00  BB@@::00",
                         {"tool0 27.76/0", "bed 39.35/60"}},
                        {"TT00::22.5022.50  //2002200", {}},
                        {"TT00::22.5022.50  //200200  TT11::-5.0-5.0", {"tool0 22.5/200", "tool1 -5/"}},
                        {"TT::nannan  //00  BB::60.060.0  //60.060.0", {"bed 60/60"}},
                        {"T::20", {}},
                        {"TT::20", {}},
                        {"T:", {}},
                        {"T99:20 T-1:5 Tx:5 :7", {}},
                        {"", {}}})
    EXPECT_EQ(shown(temperatures(row.line)), row.heaters) << row.line;
}

TEST(LineValues, TargetsOfRepetier) {
  EXPECT_EQ(shown({*targetTemperature("TargetExtr1:200")}), std::vector<std::string>{"tool1 /200"});
  EXPECT_EQ(shown({*targetTemperature("TargetBed:60")}), std::vector<std::string>{"bed /60"});
  for (const char* line : {"TargetExtr:5", "TargetExtr77:5", "TargetBed:", "Target"})
    EXPECT_FALSE(targetTemperature(line)) << line;
}

TEST(LineValues, HeightOfAPosition) {
  EXPECT_EQ(positionZ("X:0.00 Y:0.00 Z:0.20 E:0.00 Count X:0 Y:0 Z:80"), 0.2);
  EXPECT_EQ(positionZ("C: X:10.00 Y:3.20 Z:5.20 E:1.24"), 5.2);
  EXPECT_EQ(positionZ("X:0 Y:0"), std::nullopt);
}

TEST(LineValues, FirmwareMembers) {
  EXPECT_THAT(firmware("FIRMWARE_NAME:Marlin 2.1.2 (Jan  1 2023 10:00:00) SOURCE_CODE_URL:github.com/x "
                       "PROTOCOL_VERSION:1.0 MACHINE_TYPE:Ender-3 V2 EXTRUDER_COUNT:1 UUID:ab-cd"),
              ElementsAre(Pair("FIRMWARE_NAME", "Marlin 2.1.2 (Jan  1 2023 10:00:00)"),
                          Pair("SOURCE_CODE_URL", "github.com/x"), Pair("PROTOCOL_VERSION", "1.0"),
                          Pair("MACHINE_TYPE", "Ender-3 V2"), Pair("EXTRUDER_COUNT", "1"), Pair("UUID", "ab-cd")));
  EXPECT_THAT(firmware("NAME. Malyan VER: 3.8 MODEL: M100"),
              ElementsAre(Pair("NAME", "Malyan"), Pair("VER", "3.8"), Pair("MODEL", "M100")));
  EXPECT_THAT(firmware("NAME. Malyan\tVER: 3.8"), ElementsAre(Pair("NAME", "Malyan"), Pair("VER", "3.8")));
  EXPECT_THAT(firmware("FIRMWARE_NAME:Smoothieware, FIRMWARE_URL:http%3A//smoothieware.org, FIRMWARE_VERSION:edge-1, "),
              ElementsAre(Pair("FIRMWARE_NAME", "Smoothieware"), Pair("FIRMWARE_URL", "http%3A//smoothieware.org"),
                          Pair("FIRMWARE_VERSION", "edge-1")));
  EXPECT_THAT(firmware("// FIRMWARE_VERSION:v0.12 FIRMWARE_NAME:Klipper"),
              ElementsAre(Pair("FIRMWARE_VERSION", "v0.12"), Pair("FIRMWARE_NAME", "Klipper")));
  EXPECT_THAT(firmware("FIRMWARE_NAME:"), ElementsAre(Pair("FIRMWARE_NAME", "")));
  EXPECT_THAT(firmware(""), ElementsAre());
}

TEST(LineValues, FirmwareHasTheNameThatOctoPrintGivesIt) {
  EXPECT_EQ(firmwareName(firmware("FIRMWARE_VERSION:v0.12 FIRMWARE_NAME:Klipper")), "Klipper");
  EXPECT_EQ(firmwareName(firmware("NAME. Malyan VER: 3.8 MODEL: M100")), "Malyan 3.8");
  EXPECT_EQ(firmwareName(firmware("MODEL:x")), "");
}

TEST(LineValues, ErrorsWithoutTheirPrefix) {
  for (const char* line :
       {"Error:it burns", "error: it burns", "!! it burns", "fatal: it burns", ": it burns", "ALARM: it burns"})
    EXPECT_EQ(errorText(line), "it burns") << line;
  EXPECT_EQ(errorText("!!"), "!!");
  EXPECT_EQ(errorText("Error:!! KILL caused by KILL button/pin"), "KILL caused by KILL button/pin");
  EXPECT_EQ(errorText("//ERROR: Delta calculation fail!"), "Delta calculation fail!");
  EXPECT_EQ(errorText("TM: error triggered!"), "TM: error triggered!");
}

TEST(LineValues, ErrorsOfTheHost) {
  struct Row {
    const char *line, *text, *reason;
  };
  const std::string state = "Changing monitoring state from \"Printing\" to ";
  for (const Row& row :
       {Row{"\"Error: Printer requested line 2 but no sufficient history is available, can't resend\"",
            "Printer requested line 2 but no sufficient history is available, can't resend", "resend"},
        Row{"\"Offline (Error: Printer keeps requesting line 2 again and again, communication stuck)\"",
            "Printer keeps requesting line 2 again and again, communication stuck", "resend_loop"},
        Row{"\"Offline: SerialException: 'gone'\"", "SerialException: 'gone'", "connection"},
        Row{"\"Error: Too many consecutive timeouts, printer still connected and alive?\"",
            "Too many consecutive timeouts, printer still connected and alive?", "timeout"},
        Row{"\"Error: There was an error reading from the file that's being printed\"",
            "There was an error reading from the file that's being printed", "file"},
        Row{"\"Error: Failed to autodetect serial port, please set it manually.\"",
            "Failed to autodetect serial port, please set it manually.", "autodetect"},
        Row{"\"Error: See octoprint.log for details\"", "See octoprint.log for details", "crash"},
        Row{"\"Error\"", "", "connection"}, Row{"\"Offline after error\"", "", "connection"}}) {
    EXPECT_EQ(hostErrorText(state + row.line), row.text) << row.line;
    EXPECT_EQ(hostErrorReason(row.text), row.reason) << row.line;
  }
  EXPECT_EQ(hostErrorText("See octoprint.log for details"), "See octoprint.log for details");
  EXPECT_EQ(hostErrorReason("Unexpected error while reading serial port, please consult octoprint.log for details: x"),
            "connection");
}

RC_GTEST_PROP(LineValues, TakeAnyText, (const std::string& text)) {
  for (const char* before : {"", "SD printing byte ",
                             "NORMAL MODE: Percent done:", "T:", "TT::", "==T:", "File opened:", "TargetExtr", "X:"}) {
    const std::string line = before + text;
    sdPosition(line);
    progress73(line);
    fileName(line);
    temperatures(line);
    targetTemperature(line);
    positionZ(line);
    firmware(line);
    errorText(line);
    hostErrorText("Changing monitoring state from \"Printing\" to \"" + line);
    hostErrorReason(line);
  }
}

}  // namespace
}  // namespace herald::serial
