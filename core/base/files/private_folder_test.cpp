// SPDX-License-Identifier: Apache-2.0
#include "base/files/private_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <functional>
#include <system_error>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

unsigned modeOf(const fs::path& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777U;
}

std::errc errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::system_error& error) {
    return static_cast<std::errc>(error.code().value());
  }
  return {};
}

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
