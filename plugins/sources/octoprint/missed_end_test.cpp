// SPDX-License-Identifier: Apache-2.0
#include "missed_end.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace herald::octoprint {
namespace {

TEST(MissedEnd, PrefersOctoPrintsNotesToThePercentage) {
  const PrintJob job = PrintJob::begin(R"({"origin":"local","path":"a.gcode"})", 1000);
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
  for (const Row& row : table) EXPECT_EQ(endingOf(job, row.now, row.file).done, row.done) << row.what;
}

}  // namespace
}  // namespace herald::octoprint
