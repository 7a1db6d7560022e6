// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/printer_list.h"

#include <gmock/gmock.h>

#include <sstream>

#include "heraldctl/text/columns.h"
#include "heraldd/admin/status_report.h"

namespace herald::core::ctl {
namespace {

using namespace std::chrono_literals;

class PrinterListTest : public ::testing::Test {
 protected:
  PrinterListTest() {
    auto& mk3 = report_.printers["mk3"];
    mk3.source = "mk3";
    mk3.sourceState = SourceStatus::State::Running;
    mk3.tags = {"room2"};
    mk3.device.state = "Printing";
    mk3.device.file = "benchy.gcode";
    mk3.device.percent = 42.9;
    mk3.device.event = "PrintProgress";
    mk3.left = 3900s;
    mk3.quiet = 130s;
    report_.printers["mk4"].source = "mk4";
    report_.sources["mk3"].state = SourceStatus::State::Running;
    report_.tags["mk3"] = {"room2"};
    report_.sources["mk4"].state = SourceStatus::State::Starting;
  }

  std::string text(const std::string& tag = {}) {
    std::ostringstream out;
    printPrinters(toJson(report_), tag, out);
    return out.str();
  }

  StatusReport report_{};
};

TEST_F(PrinterListTest, has_a_line_for_each_printer) {
  EXPECT_EQ(text(),
            "DEVICE  STATE       FILE          DONE  LEFT       LAST EVENT               TAGS\n"
            "mk3     Printing    benchy.gcode  42 %  1 h 5 min  PrintProgress 2 min ago  room2\n"
            "mk4     connecting  -             -     -          -                        -\n"
            "2 printers\n");
}

TEST_F(PrinterListTest, says_when_the_source_is_away) {
  report_.printers["mk3"].sourceState = SourceStatus::State::Waiting;
  EXPECT_THAT(text(), ::testing::HasSubstr("mk3     no connection  benchy.gcode"));
}

TEST_F(PrinterListTest, a_job_that_is_done_has_no_time_left) {
  report_.printers["mk3"].device.percent = 100.0;
  report_.printers["mk3"].left = 0s;
  EXPECT_THAT(text(), ::testing::HasSubstr("100 %  -     PrintProgress"));
}

TEST_F(PrinterListTest, selects_by_tag) {
  EXPECT_THAT(text("room*"), ::testing::HasSubstr("\n1 printer\n"));
  try {
    text("rom2");
    FAIL();
  } catch (const std::runtime_error& unknown) {
    EXPECT_STREQ(unknown.what(), "no source has the tag `rom2`, did you mean `room2`?");
  }
}

TEST_F(PrinterListTest, fits_the_terminal_whatever_the_names_are) {
  auto& printer = report_.printers["a printer with quite a long name in the second room"];
  printer = report_.printers["mk3"];
  printer.device.file.assign(150, 'f');
  printer.device.file += "\x1b[2J.gcode";
  printer.tags = {"room2", "big", "the ones with the new nozzle"};
  std::istringstream lines(text());
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(widthOf(line), kLineWidth) << line;
    EXPECT_EQ(line.find('\x1b'), line.npos);
  }
}

}  // namespace
}  // namespace herald::core::ctl
