// SPDX-License-Identifier: Apache-2.0
#include "opened_file.h"

#include <gtest/gtest.h>

namespace herald::serial {
namespace {

TEST(OpenedFile, TwoLinesAreOneOpening) {
  OpenedFile opened;
  EXPECT_TRUE(opened.open({"x4f2a~1.gco", {}}, 100));
  EXPECT_FALSE(opened.open({"/Part of mine.gcode", 7023}, 101))
      << "though nothing shows that the names are of one file";
  EXPECT_EQ(opened.file().path, "/Part of mine.gcode");
  EXPECT_EQ(opened.file().size, 7023);
  opened.order({"X4F2A~1.GCO", {}});
  EXPECT_EQ(opened.file().path, "/Part of mine.gcode") << "the announcement has told its other name";
  EXPECT_TRUE(opened.isNamed("x4f2a~1.gco"));
  opened.set({});
  EXPECT_FALSE(opened.isNamed("x4f2a~1.gco"));
}

TEST(OpenedFile, EachAnnouncementIsAnOpening) {
  OpenedFile opened;
  EXPECT_TRUE(opened.open({"a.gco", {}}, 100));
  EXPECT_TRUE(opened.open({"b.gco", {}}, 100));
  EXPECT_TRUE(opened.open({"c.gco", 5}, 200)) << "too late for the announcement";
  EXPECT_TRUE(opened.open({"d.gco", 6}, 200)) << "nothing has announced it";
  EXPECT_EQ(opened.file().path, "d.gco");
}

TEST(OpenedFile, KeepsTheFullerNameAndTheSize) {
  OpenedFile opened;
  opened.open({"/cats/LongNamedPart.gcode", 70}, 100);
  opened.order({"longna~1.gco", {}});
  EXPECT_EQ(opened.file().path, "/cats/LongNamedPart.gcode");
  EXPECT_EQ(opened.file().size, 70);
  opened.order({"other.gco", {}});
  EXPECT_EQ(opened.file().path, "other.gco");
  EXPECT_FALSE(opened.file().size);
}

}  // namespace
}  // namespace herald::serial
