#include "reconcile.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace herald::octoprint {
namespace {

Job jobOf(const char* path, double printTime = 100) {
  Job job = Job::begin(std::string(R"({"origin":"local","path":")") + path + "\"}", 1000);
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

std::string textOf(const Gap& gap) {
  return std::string(gap.ended ? "ended " : "") + (gap.started ? "started " : "") + (gap.paused ? "paused " : "") +
         (gap.resumed ? "resumed " : "");
}

TEST(Compare, FindsWhatHappenedUnseen) {
  const Job job = jobOf("a.gcode");
  Job paused = job;
  paused.paused = true;
  PrinterState::Snapshot pausedNow = printing("a.gcode", 100);
  pausedNow.paused = true;
  PrinterState::Snapshot pausing = printing("a.gcode", 100);
  pausing.changing = true;
  PrinterState::Snapshot cancelling = printing("a.gcode", 100);
  cancelling.ending = true;
  struct Row {
    const char* what;
    std::optional<Job> known;
    PrinterState::Snapshot now;
    const char* gap;
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
  for (const Row& row : table) EXPECT_EQ(textOf(compare(row.known, row.now)), row.gap) << row.what;
}

TEST(EndingOf, BelievesOctoPrintsNotesBeforeThePercentage) {
  PrinterState::Snapshot at100, at60, other;
  at100.origin = at60.origin = other.origin = "local";
  at100.path = at60.path = "a.gcode";
  other.path = "b.gcode";
  at100.percent = other.percent = 100;
  at60.percent = 60;
  struct Row {
    const char* what;
    PrinterState::Snapshot now;
    const char* file;
    bool done;
  };
  const std::vector<Row> table{
      {"no notes, at its end", at100, "", true},
      {"no notes, on its way", at60, "", false},
      {"no notes, nothing selected", {}, "", false},
      {"no notes, another file at its end", other, "", false},
      {"noted as done", {}, R"({"prints":{"last":{"date":1500.5,"success":true}}})", true},
      {"noted as failed, at its end", at100, R"({"prints":{"last":{"date":1500.5,"success":false}}})", false},
      {"the notes are older than the job", {}, R"({"prints":{"last":{"date":999.5,"success":true}}})", false},
      {"the notes are no notes", at100, R"({"prints":{"last":"x"}})", true}};
  for (const Row& row : table) EXPECT_EQ(endingOf(jobOf("a.gcode"), row.now, row.file).done, row.done) << row.what;
}

TEST(Job, SurvivesBeingSaved) {
  Job job = Job::begin(R"({"name":"ä.gcode","path":"x/ä.gcode","origin":"sdcard","size":null,"user":"bob","other":1})",
                       1588195498.25);
  job.printTime = 12.5;
  job.progress = common::Progress(42);
  job.paused = true;
  const Job again = Job::parse(job.text());
  EXPECT_EQ(again.text(), job.text());
  EXPECT_EQ(again.subject, "x/ä.gcode@2020-04-29T21:24:58.250Z");
  EXPECT_TRUE(again.isFile("sdcard", "x/ä.gcode"));
  EXPECT_EQ(again.progress.last(), 42);
}

TEST(Job, IsEmptyWhereWhatWasSavedIsNoJob) {
  for (const char* text : {"", "{}", "[]", "null", R"({"fields":7,"percent":"x","startedAt":[],"paused":1})"})
    EXPECT_EQ(Job::parse(text).path(), "") << text;
}

}  // namespace
}  // namespace herald::octoprint
