// SPDX-License-Identifier: Apache-2.0
#include "printing/event_kinds.h"

#include <gtest/gtest.h>

namespace herald::printing {
namespace {

TEST(EventKinds, EachEventHasItsCategory) {
  for (const char* type : {"PrintStarted", "PrintDone", "PrintFailed", "PrintCancelled", "PrintPaused",
                           "UserActionNeeded", "FilamentRunout"})
    EXPECT_EQ(categoryOf(type), Category::Lifecycle) << type;
  EXPECT_EQ(categoryOf("PrintProgress"), Category::Progress);
  EXPECT_EQ(categoryOf("Error"), Category::Error);
  for (const char* type : {"PrinterStateChanged", "ZChange", "plugin_octolapse_done"})
    EXPECT_EQ(categoryOf(type), Category::Other) << type;
}

}  // namespace
}  // namespace herald::printing
