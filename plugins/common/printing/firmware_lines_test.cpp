// SPDX-License-Identifier: Apache-2.0
#include "printing/firmware_lines.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

TEST(FirmwareLines, BusyInEachForm) {
  for (const char* line : {"busy: processing", "busy:processing", "busy processing", "echo:busy: processing",
                           "echo: busy: processing", "echo:busy processing"})
    EXPECT_EQ(busyText(line), "processing") << line;
  EXPECT_EQ(busyText("busy"), "");
  for (const char* line : {"", "ok", "echo:", "echo:processing", "Busy: processing", "the bus"})
    EXPECT_EQ(busyText(line), std::nullopt) << line;
}

TEST(FirmwareLines, AnActionIsANameAndItsText) {
  struct Row {
    const char *line, *name, *text;
  };
  for (const Row& row :
       {Row{"//action:paused", "paused", ""}, Row{"// action:paused", "paused", ""},
        Row{"//action:out_of_filament T0", "out_of_filament", "T0"},
        Row{"//action:prompt_begin  Filament out", "prompt_begin", "Filament out"}, Row{"//action:", "", ""}}) {
    const auto action = hostAction(row.line);
    ASSERT_TRUE(action) << row.line;
    EXPECT_EQ(action->name, row.name) << row.line;
    EXPECT_EQ(action->text, row.text) << row.line;
  }
  for (const char* line : {"", "//", "// done", "action:paused", "/ /action:paused"})
    EXPECT_FALSE(hostAction(line)) << line;
}

}  // namespace
}  // namespace herald::printing
