// SPDX-License-Identifier: Apache-2.0
#include "printing/print_job.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

TEST(PrintJob, SurvivesBeingSaved) {
  PrintJob job = PrintJob::begin(
      R"({"name":"ä.gcode","path":"x/ä.gcode","origin":"sdcard","size":null,"user":"bob","other":1})", 1588195498.25);
  job.printTime = 12.5;
  job.progress = Progress(42);
  job.paused = true;
  const PrintJob again = PrintJob::parse(job.text());
  EXPECT_EQ(again.text(), job.text());
  EXPECT_EQ(again.subject, "x/ä.gcode@2020-04-29T21:24:58.250Z");
  EXPECT_TRUE(again.isFile("sdcard", "x/ä.gcode"));
  EXPECT_EQ(again.progress.last(), 42);
}

TEST(PrintJob, AStartThatAClockCannotHoldIsTheFarthestThatItCan) {
  EXPECT_EQ(printSubject("a.gcode", 1e300), "a.gcode@2262-01-01T00:00:00.000Z");
  EXPECT_EQ(printSubject("a.gcode", -1e300), "a.gcode@1677-12-31T00:00:00.000Z");
}

TEST(PrintJob, IsEmptyIfTheSavedTextIsNotAJob) {
  for (const char* text : {"", "{}", "[]", "null", R"({"fields":7,"percent":"x","startedAt":[],"paused":1})"})
    EXPECT_EQ(PrintJob::parse(text).path(), "") << text;
}

}  // namespace
}  // namespace herald::printing
