// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <sstream>

#include "engine/plugin_host/testing/bad_plugin_folder.h"

namespace fs = std::filesystem;

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// Why it is refused; empty if it is read.
std::string refusal(const fs::path& file, uid_t user = ::geteuid()) {
  try {
    readPluginFile(file, user);
    return {};
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(PluginFile, isReadAndHashed) {
  const BadPluginFolder folder;
  const auto read = readPluginFile(folder.write("a.so", "abc"));
  EXPECT_EQ(read.bytes, "abc");
  EXPECT_EQ(read.hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2, B.1
}

TEST(PluginFile, mustNotBeWritableByOthers) {
  const BadPluginFolder folder;
  const auto file = folder.write("a.so", "abc");
  for (const auto& [mode, refused] : std::map<int, bool>{{0600, false}, {0755, false}, {0664, true}, {0646, true}}) {
    fs::permissions(file, fs::perms(mode));
    EXPECT_EQ(refusal(file), refused ? "can be written by others: chmod go-w " + file.string() : "") << mode;
  }
}

TEST(PluginFile, mustNotLieInAFolderThatOthersCanWriteTo) {
  const BadPluginFolder folder;
  const auto file = folder.write("a.so", "abc");
  for (const auto mode : {0777, 01777, 0775}) {
    fs::permissions(folder.path(), fs::perms(mode));
    EXPECT_THAT(refusal(file),
                HasSubstr("lies in a folder that others can write to: chmod go-w " + folder.path().string()));
  }
}

TEST(PluginFile, isJudgedByTheFolderThatALinkLeadsToAsWell) {
  const BadPluginFolder safe;
  const BadPluginFolder open;
  fs::create_symlink(open.write("a.so", "abc"), safe.path() / "link.so");
  EXPECT_THAT(refusal(safe.path() / "link.so"), IsEmpty());
  fs::permissions(open.path(), fs::perms(0777));
  EXPECT_THAT(refusal(safe.path() / "link.so"), HasSubstr("chmod go-w " + open.path().string()));
  fs::create_symlink(safe.write("b.so", "abc"), open.path() / "link.so");
  EXPECT_THAT(refusal(open.path() / "link.so"), HasSubstr("chmod go-w " + open.path().string()));
}

TEST(PluginFile, mustBelongToRootOrTheDaemon) {
  const BadPluginFolder folder;
  const auto file = folder.write("a.so", "abc");
  const uid_t owner = ::geteuid() == 0 ? 4711 : ::geteuid();
  ASSERT_EQ(::chown(file.c_str(), owner, -1), 0);
  ASSERT_EQ(::chown(folder.path().c_str(), owner, -1), 0);
  EXPECT_THAT(refusal(file, owner), IsEmpty());
  EXPECT_THAT(refusal(file, owner + 1), StartsWith("belongs to user " + std::to_string(owner) + ", not to root or"));
}

TEST(PluginFile, mustBeARegularFile) {
  const BadPluginFolder folder;
  fs::create_directory(folder.path() / "folder.so");
  ASSERT_EQ(::mkfifo((folder.path() / "pipe.so").c_str(), 0600), 0);
  EXPECT_THAT(refusal(folder.path() / "folder.so"), HasSubstr("is not a regular file"));
  EXPECT_THAT(refusal(folder.path() / "pipe.so"), HasSubstr("is not a regular file"));
  EXPECT_THAT(refusal(folder.path() / "nothing.so"), HasSubstr("cannot be read: No such file"));
}

TEST(PrivateCopy, isForTheDaemonAloneAndNamedByItsHash) {
  const BadPluginFolder cache;
  const auto copy = privateCopy({"abc", "d00f"}, "a.so", cache.path() / "new");
  EXPECT_EQ(copy, cache.path() / "new" / "d00f" / "a.so");
  EXPECT_EQ(testing::readFile(copy), "abc");
  EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read);
  EXPECT_EQ(fs::status(copy.parent_path()).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(cache.path() / "new").permissions(), fs::perms::owner_all);
}

TEST(PrivateCopy, comparesWhatIsThereAlready) {
  const BadPluginFolder cache;
  const PluginFile file{"abc", "d00f"};
  const auto copy = privateCopy(file, "a.so", cache.path());
  const auto before = fs::last_write_time(copy);
  EXPECT_EQ(privateCopy(file, "a.so", cache.path()), copy);
  EXPECT_EQ(fs::last_write_time(copy), before);

  for (const auto* bad : {"abX", "ab", "abcd", ""}) {
    fs::permissions(copy, fs::perms(0600));
    std::ofstream(copy) << bad;
    EXPECT_EQ(testing::readFile(privateCopy(file, "a.so", cache.path())), "abc") << bad;
  }
}

TEST(PrivateCopy, isNoLinkToAFileElsewhere) {
  const BadPluginFolder cache;
  const PluginFile file{"abc", "d00f"};
  const auto copy = privateCopy(file, "a.so", cache.path());
  fs::remove(copy);
  fs::create_symlink(cache.write("elsewhere", file.bytes), copy);
  EXPECT_FALSE(fs::is_symlink(privateCopy(file, "a.so", cache.path())));
}

TEST(PrivateCopy, saysWhyThereIsNone) {
  const BadPluginFolder cache;
  try {
    privateCopy({"abc", "d00f"}, "a.so", cache.write("file", "in the way"));
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot be copied to " + cache.path().string() + "/file: "));
  }
}

TEST(NoexecMount, isKnownForEveryMountOfThisMachine) {
  std::map<std::string, bool> expected;
  std::ifstream mounts("/proc/self/mounts");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string device;
    std::string point;
    std::string kind;
    std::string flags;
    words >> device >> point >> kind >> flags;
    if (::access(point.c_str(), F_OK) == 0 && kind != "autofs")
      expected[point] = (',' + flags + ',').find(",noexec,") != std::string::npos;
  }
  ASSERT_FALSE(expected.empty());
  for (const auto& [point, noexec] : expected) EXPECT_EQ(isMountedNoexec(point), noexec) << point;
}

}  // namespace
}  // namespace herald::core
