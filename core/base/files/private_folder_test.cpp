// SPDX-License-Identifier: Apache-2.0
#include "base/files/private_folder.h"

#include <gtest/gtest.h>

#include "base/files/testing/file_facts.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

TEST(MakePrivateFolder, MakesAllThatIsMissingForThisUserAlone) {
  const testing::TemporaryFolder folder;
  makePrivateFolder(folder.path() / "a" / "b" / "c");
  for (const char* name : {"a", "a/b", "a/b/c"}) EXPECT_EQ(modeOf(folder.path() / name), 0700U) << name;
  makePrivateFolder(folder.path() / "a" / "b" / "c");
}

TEST(MakePrivateFolder, RefusesAFileInTheWay) {
  const testing::TemporaryFolder folder;
  folder.write("f", "");
  EXPECT_EQ(errorOf([&] { makePrivateFolder(folder.path() / "f"); }), std::errc::not_a_directory);
  EXPECT_EQ(errorOf([&] { makePrivateFolder(folder.path() / "f" / "g"); }), std::errc::not_a_directory);
}

}  // namespace
}  // namespace herald::core
