// SPDX-License-Identifier: Apache-2.0
#include "octoprint_log_line.h"

#include <gtest/gtest.h>

namespace herald::serial {
namespace {

TEST(OctoPrintLogLine, KeepsThePrintersLinesAndOctoPrintsStates) {
  struct Row {
    const char *line, *said;
  };
  for (const Row& row :
       {Row{"2020-02-20 11:58:47,594 - Recv: ok T:20.0 /0.0", "ok T:20.0 /0.0"},
        Row{"2020-02-20 11:58:47,594 - <<< ok", "ok"}, Row{"2020-02-20 11:58:47,594 - >>> M105", ""},
        Row{"2020-02-20 11:58:47,594 - Recv:  T:20.0", " T:20.0"}, Row{"2020-02-20 11:58:47,594 - Send: M105", ""},
        Row{"2020-02-20 11:58:47,594 - Send: Recv: ok", ""},
        Row{"2020-02-20 11:58:47,594 - Connected to: Serial<id=0x7f, open=True>", ""},
        Row{"2020-02-20 11:58:47,594 - Changing monitoring state from \"Printing\" to \"Paused\"",
            "Changing monitoring state from \"Printing\" to \"Paused\""},
        Row{"2020-02-20 11:58:47,594 - Changing monitoring state from \"Offline\" to \"Connecting\"", ""},
        Row{"2020-02-20 11:58:47,594 - See octoprint.log for details", "See octoprint.log for details"},
        Row{"2020-02-20 11:58:47,594 - Should resend line 5 but no sufficient history is available, can't resend",
            "Should resend line 5 but no sufficient history is available, can't resend"},
        Row{"2020-02-20 11:58:47,594 - Done printing file", ""},
        Row{"2020-02-20 11:58:47,594 - Send: M117 See octoprint.log for details", ""},
        Row{"ok T:20.0 /0.0", "ok T:20.0 /0.0"},
        Row{"2020-02-20 11:58:47 - Recv: ok", "2020-02-20 11:58:47 - Recv: ok"}, Row{"", ""}})
    EXPECT_EQ(octoPrintLogLine(row.line), row.said) << row.line;
}

TEST(OctoPrintSentCommand, IsWhatOctoPrintSent) {
  EXPECT_EQ(octoPrintSentCommand("2020-02-20 11:58:47,594 - Send: N3 M117 Layer 3/100*45"), "M117 Layer 3/100");
  EXPECT_EQ(octoPrintSentCommand("2020-02-20 11:58:47,594 - >>> M600"), "M600");
  for (const char* other : {"2020-02-20 11:58:47,594 - Recv: Send: M600", "Send: M600", "M600", ""})
    EXPECT_EQ(octoPrintSentCommand(other), "") << other;
}

}  // namespace
}  // namespace herald::serial
