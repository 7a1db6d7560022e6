// SPDX-License-Identifier: Apache-2.0
#include "base/files/world_readable.h"

#include <gtest/gtest.h>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

TEST(EveryoneCanRead, AFileThatLetsOthersReadInFoldersThatLetThemPass) {
  const testing::TemporaryFolder folder;
  fs::create_directory(folder.path() / "inner");
  const auto file = folder.write("inner/secret", "x");
  fs::create_symlink(file, folder.path() / "link");
  for (const auto& inner : {fs::perms(0711), fs::perms(0700)}) {
    for (const auto& outer : {fs::perms(0711), fs::perms(0700)}) {
      for (const auto& mode : {fs::perms(0644), fs::perms(0604), fs::perms(0640), fs::perms(0600)}) {
        fs::permissions(file, mode);
        fs::permissions(folder.path() / "inner", inner);
        fs::permissions(folder.path(), outer);
        const bool all = inner == fs::perms(0711) && outer == inner && (mode & fs::perms::others_read) != fs::perms();
        EXPECT_EQ(everyoneCanRead(file), all);
        EXPECT_EQ(everyoneCanRead(folder.path() / "link"), all);
      }
    }
  }
  EXPECT_FALSE(everyoneCanRead(folder.path() / "nothing"));
}

}  // namespace
}  // namespace herald::core
