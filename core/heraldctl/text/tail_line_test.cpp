// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/tail_line.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <time.h>

#include <sstream>

#include "heraldctl/client/sent_events.h"

namespace herald::core::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TailLineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
};

TEST_F(TailLineTest, says_what_became_of_a_delivery) {
  EXPECT_EQ(tailLine(R"({"time":"2026-01-31T08:15:30.250Z","outcome":"delivered","type":"PrintDone","device":"mk3",)"
                     R"("sink":"slack","status":200,"durationSeconds":0.05,"reason":"","nextTry":null})",
                     false),
            "08:15:30  delivered  PrintDone  mk3 → slack  200  50 ms");
  EXPECT_EQ(tailLine(R"({"time":"2026-01-31T08:15:30Z","outcome":"hold","type":"PrintDone","device":"mk3",)"
                     R"("sink":"slack","status":404,"durationSeconds":2,"reason":"404: change the URL",)"
                     R"("nextTry":"2026-01-31T08:20:30Z"})",
                     false),
            "08:15:30  hold       PrintDone  mk3 → slack  404  2 s  404: change the URL  next try 08:20:30");
  EXPECT_EQ(tailLine(R"({"time":"2026-01-31T08:15:30Z","outcome":"dropped","type":"PrintDone","device":"mk3",)"
                     R"("sink":"slack","status":0,"durationSeconds":null,"reason":"queue full","nextTry":null})",
                     false),
            "08:15:30  dropped    PrintDone  mk3 → slack  queue full");
  EXPECT_EQ(eventLine(R"({"time":"2026-01-31T08:15:30Z","type":"PrintDone","device":"mk3"})", false),
            "08:15:30  event      PrintDone  mk3");
}

TEST_F(TailLineTest, a_terminal_gets_colors_and_nothing_of_a_printer_can_control_it) {
  const auto line = tailLine(R"({"time":"","outcome":"retry","type":"P","device":"\u001b[31mmk3\n","sink":"s"})", true);
  EXPECT_THAT(line, HasSubstr("\x1b[33mretry\x1b[0m"));
  EXPECT_THAT(line, HasSubstr("\\u001B[31mmk3\\n"));
  EXPECT_THAT(line, Not(HasSubstr("\n")));
}

TEST(SentEventsTest, reads_events_and_leaves_out_what_is_none) {
  std::istringstream stream(
      ": live\n\nid: 7\nevent: delivery\ndata: {\"a\":1}\n\n:\n\nretry: 5\nevent: skipped\ndata: {\"count\":2}\n\n"
      "id: 8\nevent: delivery\ndata: {\"cut\"");
  const auto first = readSentEvent(stream);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->id, "7");
  EXPECT_EQ(first->name, "delivery");
  EXPECT_EQ(first->data, R"({"a":1})");
  const auto second = readSentEvent(stream);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->name, "skipped");
  EXPECT_EQ(second->id, "");
  EXPECT_FALSE(readSentEvent(stream));
}

}  // namespace
}  // namespace herald::core::ctl
