// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/columns.h"

#include <gmock/gmock.h>

#include <sstream>

#include "heraldctl/text/table.h"

namespace herald::core::ctl {
namespace {

using ::testing::ElementsAre;

TEST(Columns, CutAndWrapByCharacters) {
  EXPECT_EQ(cutTo("größe", 5), "größe");
  EXPECT_EQ(cutTo("größer", 5), "größ…");
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("öööööööö b", 5), ElementsAre("ööööö", "ööö b"));
  EXPECT_THAT(wrapped("", 5), ElementsAre(""));
  EXPECT_THAT(wrapped(" leading", 5), ElementsAre(" lead", "ing"));
}

std::string printed(const Table& table) {
  std::ostringstream out;
  table.print(out);
  return out.str();
}

TEST(Table, CutsTheWidestColumnAndWrapsTheLastOne) {
  Table table("", 40);
  table.add({"mk3", "a-very-long-name-of-a-file.gcode", "42 %"});
  EXPECT_EQ(printed(table), "mk3  a-very-long-name-of-a-file.g…  42 %\n");
  Table wide("  ", 40);
  wide.add({"phone", "failing", "9 accepted, 2 delivered, 4 retried, 3 waiting"});
  EXPECT_EQ(printed(wide),
            "  phone  failing  9 accepted, 2\n"
            "                  delivered, 4 retried,\n"
            "                  3 waiting\n");
}

TEST(Table, ShowsEachCellOnItsOwnLineWhateverIsInIt) {
  Table table;
  table.add({"mk3", "ended\nmk4  running\x1b[2J"});
  EXPECT_EQ(printed(table), "mk3  ended\\nmk4  running\\u001B[2J\n");
}

}  // namespace
}  // namespace herald::core::ctl
