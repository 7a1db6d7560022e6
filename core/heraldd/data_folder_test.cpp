// SPDX-License-Identifier: Apache-2.0
#include "heraldd/data_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;

std::string refusalOf(const std::filesystem::path& path) {
  try {
    const DataFolder folder(path);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(DataFolder, MakesTheFolderForTheDaemonsUserAlone) {
  const testing::TemporaryFolder temporary;
  const DataFolder folder(temporary.path() / "var" / "herald");
  EXPECT_EQ(std::filesystem::status(folder.path()).permissions(), std::filesystem::perms::owner_all);
}

TEST(DataFolder, IsRefusedWhileAnotherHeraldHasItAndNamesThatProcess) {
  const testing::TemporaryFolder temporary;
  std::optional<DataFolder> first(temporary.path());
  EXPECT_EQ(refusalOf(temporary.path()), "the data folder " + temporary.path().string() +
                                             " is in use by another Herald, process " + std::to_string(::getpid()) +
                                             ": stop it, or set herald.dataDir to another folder");
  first.reset();
  EXPECT_EQ(refusalOf(temporary.path()), "");
}

TEST(DataFolder, IsNotRefusedBecauseOfTheLockFileOfACrashedDaemon) {
  const testing::TemporaryFolder temporary;
  temporary.write("lock", "123456789\n");
  EXPECT_EQ(refusalOf(temporary.path()), "");
}

TEST(DataFolder, IsMadeAndLockedAgainWhereItWasRemoved) {
  const testing::TemporaryFolder temporary;
  const auto path = temporary.path() / "data";
  DataFolder folder(path);
  std::filesystem::remove_all(path);
  folder.renew();
  EXPECT_THAT(refusalOf(path), HasSubstr("in use by another Herald"));
  folder.renew();
  EXPECT_THAT(refusalOf(path), HasSubstr("in use by another Herald"));
}

TEST(DataFolder, ThatAnotherHeraldHasMadeAnewIsLeftToIt) {
  const testing::TemporaryFolder temporary;
  const auto path = temporary.path() / "data";
  DataFolder folder(path);
  std::filesystem::remove_all(path);
  const DataFolder other(path);
  EXPECT_THROW(folder.renew(), std::runtime_error);
}

TEST(DataFolder, SaysWhatToDoWhereItMayNotWrite) {
  const testing::TemporaryFolder temporary;
  std::filesystem::permissions(temporary.path(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec |
                                   std::filesystem::perms::others_read | std::filesystem::perms::others_exec);
  const testing::WithoutPrivileges rights;
  const std::string advice =
      ": Permission denied; give the folder to the daemon's user, or set herald.dataDir to another one";
  EXPECT_EQ(refusalOf(temporary.path()), "cannot use the data folder " + temporary.path().string() + advice);
  EXPECT_EQ(refusalOf(temporary.path() / "new"),
            "cannot use the data folder " + (temporary.path() / "new").string() + advice);
}

}  // namespace
}  // namespace herald::core
