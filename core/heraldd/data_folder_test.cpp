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

TEST(DataFolder, IsRefusedWhereOthersCouldChangeIt) {
  const testing::TemporaryFolder temporary;
  const auto place = temporary.path() / "open" / "data";
  std::filesystem::create_directories(place);
  std::filesystem::permissions(place, std::filesystem::perms(0770));
  EXPECT_EQ(refusalOf(place), "cannot use the data folder " + place.string() +
                                  ": it is a folder that others can write to: chmod go-w " + place.string() +
                                  ", or set herald.dataDir to another one");
  std::filesystem::permissions(place, std::filesystem::perms(0700));
  std::filesystem::permissions(place.parent_path(), std::filesystem::perms(0777));
  const std::string open = "lies in a folder that others can write to: chmod go-w " + place.parent_path().string();
  EXPECT_THAT(refusalOf(place), HasSubstr(open));
  EXPECT_THAT(refusalOf(place.parent_path() / "new"), HasSubstr(open));
  EXPECT_FALSE(std::filesystem::exists(place / "lock"));
}

TEST(DataFolder, IsCheckedAgainAtAReload) {
  const testing::TemporaryFolder temporary;
  const auto place = temporary.path() / "data";
  DataFolder folder(place);
  std::filesystem::permissions(place, std::filesystem::perms(0777));
  EXPECT_THROW(folder.renew(), std::runtime_error);
  std::filesystem::permissions(place, std::filesystem::perms(0700));
  folder.renew();
}

TEST(DataFolder, LosesTheCopiesOfPluginsThatAnOlderHeraldMade) {
  const testing::TemporaryFolder temporary;
  const auto copies = temporary.path() / "plugins";
  std::filesystem::create_directories(copies / std::string(64, 'a'));
  temporary.write("plugins/" + std::string(64, 'a') + "/webhook.so", "code");
  temporary.write("plugins/mine.so", "something else");
  EXPECT_EQ(refusalOf(temporary.path()), "");
  EXPECT_FALSE(std::filesystem::exists(copies / std::string(64, 'a')));
  EXPECT_TRUE(std::filesystem::exists(copies / "mine.so"));
  std::filesystem::remove(copies / "mine.so");
  EXPECT_EQ(refusalOf(temporary.path()), "");
  EXPECT_FALSE(std::filesystem::exists(copies));
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
