// SPDX-License-Identifier: Apache-2.0
#include "printing/sent_command.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

TEST(SentCommand, HasNoLineNumberAndNoChecksum) {
  struct Row {
    const char *line, *command;
  };
  for (const Row& row :
       {Row{"N12 M117 Layer 3/100*45", "M117 Layer 3/100"}, Row{"M117 2*3", "M117 2*3"},
        Row{"N7 M117 2*3*99", "M117 2*3"}, Row{"  M600\r", "M600"}, Row{"N1 M110 N0*125", "M110 N0"}, Row{"N", "N"},
        Row{"N5", "N5"}, Row{"Nothing", "Nothing"}, Row{"N5 G1 X1*", "G1 X1*"}, Row{"", ""}, Row{"   ", ""}})
    EXPECT_EQ(sentCommand(row.line), row.command) << row.line;
}

TEST(DisplayText, IsThatOfM117) {
  EXPECT_EQ(displayText("M117 Purging  "), "Purging");
  EXPECT_EQ(displayText("M117"), "");
  for (const char* other : {"M118 Purging", "M1170 x", "m117 x", "G28", ""})
    EXPECT_EQ(displayText(other), std::nullopt) << other;
}

}  // namespace
}  // namespace herald::printing
