// SPDX-License-Identifier: Apache-2.0
#include "print_history.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "herald/json.h"

namespace herald::moonraker {
namespace {

using Kind = Ending::Kind;

std::string entry(const char* id, const char* status, const char* file = "a.gcode") {
  return JsonObject().add("job_id", id).add("filename", file).add("status", status).add("print_duration", 7).text();
}

KlippyStatus::Snapshot at(const char* state, double totalTime, const char* path = "a.gcode") {
  KlippyStatus::Snapshot now;
  now.state = state;
  now.totalTime = totalTime;
  now.path = path;
  return now;
}

TEST(PrintHistory, KnowsHowAMissedPrintEnded) {
  printing::PrintJob job = printing::PrintJob::begin(R"({"path":"a.gcode"})", 1000);
  job.printTime = 100;
  struct Row {
    const char* what;
    const char* id;
    KlippyStatus::Snapshot now;
    std::vector<std::string> jobs;
    Kind kind;
  };
  const std::vector<Row> table{
      {"noted as done", "7", {}, {entry("7", "completed")}, Kind::Done},
      {"noted as cancelled", "7", {}, {entry("8", "in_progress"), entry("7", "cancelled")}, Kind::Cancelled},
      {"the notes win", "7", at("complete", 200), {entry("7", "error")}, Kind::Failed},
      {"an older print of the file was done", "7", {}, {entry("6", "completed")}, Kind::Failed},
      {"without an id, the newest of the file counts",
       "",
       {},
       {entry("8", "cancelled"), entry("7", "completed")},
       Kind::Cancelled},
      {"another file", "", {}, {entry("7", "completed", "b.gcode")}, Kind::Failed},
      {"no notes, and complete", "7", at("complete", 200), {}, Kind::Done},
      {"no notes, and an older print is complete", "7", at("complete", 50), {}, Kind::Failed},
      {"no notes, and another file is complete", "7", at("complete", 200, "b.gcode"), {}, Kind::Failed},
      {"Moonraker stopped, and Klipper has completed",
       "7",
       at("complete", 200),
       {entry("7", "interrupted")},
       Kind::Done},
      {"Moonraker stopped, and the state is gone",
       "7",
       at("standby", 0, ""),
       {entry("7", "server_exit")},
       Kind::Failed}};
  for (const Row& row : table) {
    std::string jobs;
    for (const std::string& one : row.jobs) jobs += (jobs.empty() ? "" : ",") + one;
    EXPECT_EQ(missedEnding(job, row.id, row.now, "{\"jobs\":[" + jobs + "]}").kind, row.kind) << row.what;
  }
}

TEST(PrintHistory, IgnoresWhatIsNoHistory) {
  const printing::PrintJob job = printing::PrintJob::begin(R"({"path":"a.gcode"})", 1000);
  for (const char* text : {"", "[]", "7", R"({"jobs":7})", R"({"jobs":[7,null,{"status":[]}]})"}) {
    EXPECT_EQ(missedEnding(job, "7", {}, text).kind, Kind::Failed) << text;
    EXPECT_EQ(runningId(text, "a.gcode"), "") << text;
  }
}

}  // namespace
}  // namespace herald::moonraker
