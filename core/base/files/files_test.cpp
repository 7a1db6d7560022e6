#include "base/files/files.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
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

TEST(ReadFile, ReadsUpToTheLimitAndNoFurther) {
  const testing::TemporaryFolder folder;
  const fs::path file = folder.write("f", std::string(100000, 'x'));
  EXPECT_EQ(readFile(file, 100000), std::string(100000, 'x'));
  EXPECT_EQ(errorOf([&] { readFile(file, 99999); }), std::errc::file_too_large);
}

TEST(ReadFile, RefusesWhatIsNoFile) {
  const testing::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(errorOf([&] { readFile(folder.path(), 10); }), std::errc::is_a_directory);
  EXPECT_EQ(errorOf([&] { readFile(folder.path() / "pipe", 10); }), std::errc::invalid_argument);
  EXPECT_EQ(errorOf([&] { readFile(folder.path() / "none", 10); }), std::errc::no_such_file_or_directory);
}

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

TEST(SafeFileName, KeepsPlainNamesAndEncodesTheRest) {
  EXPECT_EQ(safeFileName("refresh-token_2"), "refresh-token_2");
  EXPECT_EQ(safeFileName("../x"), "%2E%2E%2Fx");
  EXPECT_EQ(safeFileName("ü"), "%C3%BC");
  EXPECT_EQ(safeFileName(""), "%");
  EXPECT_EQ(safeFileName("%"), "%25");
}

TEST(SafeFileName, IsBoundedAndStillDifferentForDifferentTexts) {
  const std::string first(5000, 'a');
  EXPECT_LE(safeFileName(first).size(), 200U);
  EXPECT_NE(safeFileName(first), safeFileName(first + "b"));
}

RC_GTEST_PROP(SafeFileName, IsOneVisibleNameForEachText, (const std::string& a, const std::string& b)) {
  RC_ASSERT(safeFileName(a).find('/') == std::string::npos);
  RC_ASSERT(safeFileName(a).front() != '.');
  RC_ASSERT((safeFileName(a) == safeFileName(b)) == (a == b));
}

}  // namespace
}  // namespace herald::core
