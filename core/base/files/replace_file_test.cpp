// SPDX-License-Identifier: Apache-2.0
#include "base/files/replace_file.h"

#include <gtest/gtest.h>

#include "base/files/read_file.h"
#include "base/files/testing/file_facts.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

TEST(ReplaceFile, ReplacesTheWholeContentForThisUserAlone) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "f";
  replaceFile(file, "a long first content");
  replaceFile(file, "short");
  EXPECT_EQ(readFile(file, 100), "short");
  EXPECT_EQ(modeOf(file), 0600U);
}

TEST(ReplaceFile, MakesANewFileRatherThanWritingIntoTheOldOne) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.write("f", "old");
  fs::create_hard_link(file, folder.path() / "old");
  replaceFile(file, "new");
  EXPECT_EQ(readFile(folder.path() / "old", 100), "old");
}

TEST(ReplaceFile, IsNotDisturbedByWhatACrashLeftBehind) {
  const testing::TemporaryFolder folder;
  folder.write(".f.tmp", "half of a much longer content");
  replaceFile(folder.path() / "f", "whole");
  EXPECT_EQ(readFile(folder.path() / "f", 100), "whole");
  EXPECT_FALSE(fs::exists(folder.path() / ".f.tmp"));
}

TEST(ReplaceFile, LeavesTheOldContentAndNoLitterWhereItFails) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.path() / "f";
  fs::create_directories(file / "inside");  // a folder with something in it cannot be replaced
  EXPECT_NE(errorOf([&] { replaceFile(file, "new"); }), std::errc());
  EXPECT_TRUE(fs::exists(file / "inside"));
  EXPECT_FALSE(fs::exists(folder.path() / ".f.tmp"));
}

}  // namespace
}  // namespace herald::core
