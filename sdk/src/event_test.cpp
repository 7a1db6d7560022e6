// SPDX-License-Identifier: Apache-2.0
#include "herald/event.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

TEST(Event, NamesItsCategories) {
  EXPECT_EQ(toString(Category::Lifecycle), "lifecycle");
  EXPECT_EQ(toString(Category::Error), "error");
  EXPECT_EQ(toString(Category::Progress), "progress");
  EXPECT_EQ(toString(Category::Other), "other");
}

TEST(Event, KnowsTheCategoryOfATypeOfAPrinter) {
  for (const char* type : {"PrintStarted", "PrintDone", "PrintFailed", "PrintCancelled", "PrintPaused",
                           "UserActionNeeded", "FilamentRunout", "FirstLayerDone", "BedCooled"})
    EXPECT_EQ(categoryOf(type), Category::Lifecycle) << type;
  for (const char* type : {"PrintProgress", "PrintLayer"}) EXPECT_EQ(categoryOf(type), Category::Progress) << type;
  EXPECT_EQ(categoryOf("Error"), Category::Error);
  for (const char* type : {"PrinterStateChanged", "ZChange", "plugin_octolapse_done", ""})
    EXPECT_EQ(categoryOf(type), Category::Other) << type;
}

TEST(Event, WritesTimesAsRfc3339InUtcWithMilliseconds) {
  EXPECT_EQ(toRfc3339(system_clock::time_point{}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(toRfc3339(system_clock::time_point(milliseconds(1769847330250))), "2026-01-31T08:15:30.250Z");
  EXPECT_EQ(toRfc3339(system_clock::time_point(milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(Event, WritesTheEndsOfTimeToo) {
  EXPECT_EQ(toRfc3339(system_clock::time_point::max()).size(), 24u);
  EXPECT_EQ(toRfc3339(system_clock::time_point::min()).size(), 24u);
}

}  // namespace
}  // namespace herald
