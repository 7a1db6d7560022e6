// SPDX-License-Identifier: Apache-2.0
#include "missed_changes.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "herald/json.h"

namespace herald::octoprint {
namespace {

PrintJob jobOf(const char* path, double printTime = 100) {
  PrintJob job = PrintJob::begin(JsonObject().add("origin", "local").add("path", path).text(), 1000);
  job.printTime = printTime;
  return job;
}

PrinterState::Snapshot printing(const char* path, double printTime) {
  PrinterState::Snapshot snapshot;
  snapshot.busy = true;
  snapshot.origin = "local";
  snapshot.path = path;
  snapshot.printTime = printTime;
  return snapshot;
}

std::string textOf(const MissedChanges& missed) {
  return std::string(missed.ended ? "ended " : "") + (missed.started ? "started " : "") +
         (missed.paused ? "paused " : "") + (missed.resumed ? "resumed " : "");
}

TEST(MissedChanges, AreTheDifferencesToTheKnownJob) {
  const PrintJob job = jobOf("a.gcode");
  PrintJob paused = job;
  paused.paused = true;
  PrinterState::Snapshot pausedNow = printing("a.gcode", 100);
  pausedNow.paused = true;
  PrinterState::Snapshot pausing = printing("a.gcode", 100);
  pausing.changing = true;
  PrinterState::Snapshot cancelling = printing("a.gcode", 100);
  cancelling.ending = true;
  struct Row {
    const char* what;
    std::optional<PrintJob> known;
    PrinterState::Snapshot now;
    const char* missed;
  };
  const std::vector<Row> table{{"nothing then, nothing now", std::nullopt, {}, ""},
                               {"a job has begun", std::nullopt, printing("a.gcode", 5), "started "},
                               {"a cancelled job is still being cancelled", std::nullopt, cancelling, ""},
                               {"the job has ended", job, {}, "ended "},
                               {"the job goes on", job, printing("a.gcode", 130), ""},
                               {"the clock was rounded", job, printing("a.gcode", 99), ""},
                               {"another file", job, printing("b.gcode", 130), "ended started "},
                               {"the same file again", job, printing("a.gcode", 20), "ended started "},
                               {"it was paused", job, pausedNow, "paused "},
                               {"it is being paused", job, pausing, ""},
                               {"it was resumed", paused, printing("a.gcode", 120), "resumed "},
                               {"it is still paused", paused, pausedNow, ""}};
  for (const Row& row : table) EXPECT_EQ(textOf(findMissedChanges(row.known, row.now)), row.missed) << row.what;
}

}  // namespace
}  // namespace herald::octoprint
