// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/event_words.h"

#include <Poco/String.h>
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <set>

#include "herald/json.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;

constexpr const char* kJob = R"({"job":{"file":{"name":"benchy.gcode"}}})";

/// The default message for an event with this payload and context.
std::string messageOf(const std::string& type, const std::string& payload = "{}", const std::string& context = "{}") {
  const Template* message = defaultMessage(Event{.type = type, .payload = payload, .context = context});
  if (!message) return {};
  return message->render([&](std::string_view path) -> std::string_view {
    const std::string_view reported = jsonAt(context, path);
    return reported.empty() ? jsonAt(payload, path.starts_with("extra.") ? path.substr(6) : path) : reported;
  });
}

/// The events that the sources of Herald report: those of OctoPrint 1.4 to 2.0, of the serial line and of the demo.
constexpr const char* kReported[] = {"PrintProgress",
                                     "UserActionNeeded",
                                     "FilamentRunout",
                                     "FirstLayerDone",
                                     "PrintLayer",
                                     "BedCooled",
                                     "DisplayMessage",
                                     "TemperatureReached",
                                     "Startup",
                                     "Shutdown",
                                     "ConnectivityChanged",
                                     "ClientOpened",
                                     "ClientAuthed",
                                     "ClientDeauthed",
                                     "ClientClosed",
                                     "UserLoggedIn",
                                     "UserLoggedOut",
                                     "SettingsUpdated",
                                     "Connecting",
                                     "Connected",
                                     "Disconnecting",
                                     "Disconnected",
                                     "ConnectionsAutorefreshed",
                                     "PrinterStateChanged",
                                     "PrinterReset",
                                     "PrinterControlsChanged",
                                     "Error",
                                     "PositionUpdate",
                                     "FirmwareData",
                                     "ToolChange",
                                     "CommandSuppressed",
                                     "InvalidToolReported",
                                     "FilamentChange",
                                     "Upload",
                                     "FileAdded",
                                     "FileRemoved",
                                     "FileMoved",
                                     "FolderAdded",
                                     "FolderRemoved",
                                     "FolderMoved",
                                     "FileSelected",
                                     "FileDeselected",
                                     "UpdatedFiles",
                                     "MetadataAnalysisStarted",
                                     "MetadataAnalysisFinished",
                                     "MetadataStatisticsUpdated",
                                     "TransferStarted",
                                     "TransferDone",
                                     "TransferFailed",
                                     "PrintStarted",
                                     "PrintDone",
                                     "PrintFailed",
                                     "PrintCancelling",
                                     "PrintCancelled",
                                     "PrintPaused",
                                     "PrintResumed",
                                     "ChartMarked",
                                     "PowerOn",
                                     "PowerOff",
                                     "Home",
                                     "ZChange",
                                     "Dwell",
                                     "Dwelling",
                                     "Waiting",
                                     "Cooling",
                                     "Alert",
                                     "Conveyor",
                                     "Eject",
                                     "EStop",
                                     "CaptureStart",
                                     "CaptureDone",
                                     "CaptureFailed",
                                     "PostRollStart",
                                     "PostRollEnd",
                                     "MovieRendering",
                                     "MovieDone",
                                     "MovieFailed",
                                     "SlicingStarted",
                                     "SlicingDone",
                                     "SlicingFailed",
                                     "SlicingCancelled",
                                     "SlicingProfileAdded",
                                     "SlicingProfileModified",
                                     "SlicingProfileDeleted",
                                     "PrinterProfileAdded",
                                     "PrinterProfileModified",
                                     "PrinterProfileDeleted"};

TEST(EventWords, are_found_in_upper_and_lower_case) {
  ASSERT_TRUE(eventWords("printDONE"));
  EXPECT_EQ(eventWords("printDONE")->topic, "Print Done");
  EXPECT_EQ(eventWords("SinkFailing")->topic, "Sink Failing");
  EXPECT_FALSE(eventWords("plugin_octolapse_done"));
  EXPECT_FALSE(eventWords("Print*"));
  EXPECT_EQ(messageOf("PRINTdone"), "Your print is done.");
}

TEST(EventWords, of_octoprint_webhooks_are_the_default_events_except_progress) {
  EXPECT_EQ(defaultEvents(), "PrintStarted, PrintDone, PrintFailed, PrintPaused, UserActionNeeded, Error");
  EXPECT_TRUE(eventWords(kProgressEvent));
}

TEST(EventWords, every_event_of_a_source_has_a_topic_and_a_sentence_with_its_file) {
  std::string payload = "{}";
  for (const char* file : {"name", "path", "source_path", "local", "gcode", "stl"})
    payload = jsonWith(payload, file, "\"benchy.gcode\"");
  for (const char* type : kReported) {
    ASSERT_TRUE(eventWords(type)) << type;
    EXPECT_EQ(eventWords(type)->topic == "Custom Event", type == std::string_view("ZChange")) << type;
    EXPECT_THAT(messageOf(type, payload, kJob), HasSubstr("benchy.gcode")) << type;
    const std::string plain = messageOf(type, "{}");
    EXPECT_TRUE(!plain.empty() && plain.find("File:") == plain.npos) << type << " without a job: " << plain;
  }
}

TEST(EventWords, have_one_topic_for_each_type_and_end_with_words_that_always_apply) {
  const auto& all = allEventWords();
  std::set<std::string> finished;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string type(all[i].type);
    EXPECT_EQ(all[i].topic, eventWords(type)->topic) << type;
    EXPECT_FALSE(finished.contains(type)) << type << " has words that nothing reaches";
    const bool last = i + 1 == all.size() || all[i + 1].type != type;
    EXPECT_EQ(all[i].member.empty(), last) << type;
    if (last) finished.insert(type);
  }
}

TEST(EventWords, say_what_the_payload_says) {
  struct Row {
    const char *type, *payload, *message;
  };
  const Row table[] = {
      {"PrintStarted", "{}", "benchy.gcode has started."},
      {"PrintStarted", R"({"reconciled":true})", "benchy.gcode has started while nobody was listening."},
      {"PrintDone", R"({"reconciled":true})", "benchy.gcode is done: it ended while nobody was listening."},
      {"PrintDone", R"({"reconciled":false})", "benchy.gcode is done."},
      {"PrintDone", R"({"note":"reconciled"})", "benchy.gcode is done."},
      {"PrintDone", R"({"re\u0063onciled":true})", "benchy.gcode is done: it ended while nobody was listening."},
      {"PrintFailed", "{}", "benchy.gcode has failed."},
      {"PrintFailed", R"({"reason":"error","error":"Thermal runaway"})", "benchy.gcode has failed: Thermal runaway"},
      {"PrintFailed", R"({"reason":"error","error":null})", "benchy.gcode has failed."},
      {"PrintFailed", R"({"reason":"cancelled"})", "benchy.gcode was cancelled."},
      {"PrintFailed", R"({"reason":"error","error":"?","reconciled":true})",
       "benchy.gcode has failed: it ended while nobody was listening."},
      {"PrintCancelled", "{}", "benchy.gcode was cancelled."},
      {"PrintCancelling", R"({"firmwareError":"MINTEMP"})", "benchy.gcode is being cancelled: MINTEMP"},
      {"PrintPaused", R"({"reconciled":true})", "benchy.gcode was paused while nobody was listening."},
      {"PrintResumed", "{}", "benchy.gcode has resumed."},
      {"PrintResumed", R"({"reconciled":true})", "benchy.gcode was resumed while nobody was listening."},
      {"PrintProgress", R"({"progress":37})", "benchy.gcode is 37 % complete."},
      {"Error", R"({"error":"MAXTEMP"})", "There was an error with benchy.gcode: MAXTEMP"},
      {"Connected", "{}", "The printer is connected. File: benchy.gcode."},
      {"Disconnected", "{}", "The printer is disconnected. File: benchy.gcode."},
      {"FilamentRunout", "{}", "benchy.gcode has run out of filament."},
      {"FirstLayerDone", R"({"layer":2})", "The first layer of benchy.gcode is done."},
      {"PrintLayer", R"({"layer":7,"layers":42})", "benchy.gcode is at layer 7 of 42."},
      {"PrintLayer", R"({"layer":7,"layers":null})", "benchy.gcode is at layer 7."},
      {"BedCooled", R"({"temperature":39.5})",
       "The bed has cooled down to 39.5 °C. You can take the print off. File: benchy.gcode."},
      {"DisplayMessage", R"({"message":"Purging"})", "The display says: Purging File: benchy.gcode."},
      {"UserActionNeeded", R"({"reason":null})", "benchy.gcode needs you. You might need to change the filament."},
      {"UserActionNeeded", R"({"reason":"runout"})", "benchy.gcode needs you: the filament has run out."},
      {"UserActionNeeded", R"({"reason":"filament change"})", "benchy.gcode needs you: change the filament."},
      {"UserActionNeeded", R"({"reason":"pause"})", "benchy.gcode waits for you at a planned pause."},
      {"UserActionNeeded", R"({"reason":"error"})", "benchy.gcode needs you because of an error."},
      {"TemperatureReached", R"({"heater":"bed","target":60.0})", "bed has reached 60.0 °C. File: benchy.gcode."},
  };
  for (const auto& [type, payload, message] : table) EXPECT_EQ(messageOf(type, payload, kJob), message);
  EXPECT_EQ(messageOf("PrintProgress", R"({"progress":37})", R"({"percentCompleteMilestone":25})"),
            "Your print is 25 % complete.");
  EXPECT_EQ(messageOf("Connected"), "The printer is connected.");
  EXPECT_EQ(messageOf("Error"), "There was an error with the printer.");
}

/// A row of the table in docs/templates.md.
std::string rowOf(const EventWords& words) {
  std::string when;
  if (!words.member.empty()) when = "`" + std::string(words.member) + "`";
  if (!words.value.empty()) when += " is `" + std::string(words.value) + "`";
  std::string message(words.message);
  Poco::replaceInPlace(message, std::string("|"), std::string("\\|"));
  if (words.addsFile) message += " [File: @job.file.name.]";
  std::string row = "| `" + std::string(words.type) + "` |";
  for (const std::string& cell : {when, std::string(words.topic), message})
    row += (cell.empty() ? "" : " " + cell) + " |";
  return row + "\n";
}

TEST(EventWords, are_those_of_the_documentation) {
  std::string rows;
  for (const auto& words : allEventWords()) rows += rowOf(words);
  std::ifstream file(HERALD_TEMPLATES_PAGE);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(page, HasSubstr(rows)) << "docs/templates.md needs these rows";
}

}  // namespace
}  // namespace herald::core
