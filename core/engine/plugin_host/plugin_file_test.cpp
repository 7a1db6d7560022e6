// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

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

TEST(PluginFile, mustNotLieBelowAFolderThatOthersCanWriteTo) {
  const BadPluginFolder folder;
  const auto plugins = folder.path() / "opt" / "plugins";
  fs::create_directories(plugins);
  const auto file = folder.write("opt/plugins/a.so", "abc");
  EXPECT_THAT(refusal(file), IsEmpty());
  fs::permissions(folder.path(), fs::perms(0777));
  EXPECT_EQ(refusal(file), "lies in a folder that others can write to: chmod go-w " + folder.path().string());
}

TEST(PluginFile, mustNotHaveTheSetuidOrSetgidBit) {
  const BadPluginFolder folder;
  const auto file = folder.write("a.so", "abc");
  for (const auto mode : {04755, 02755}) {
    fs::permissions(file, fs::perms(mode));
    EXPECT_EQ(refusal(file), "has the setuid or setgid bit, which no library needs: chmod ug-s " + file.string());
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

}  // namespace
}  // namespace herald::core
