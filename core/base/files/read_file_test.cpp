// SPDX-License-Identifier: Apache-2.0
#include "base/files/read_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files/testing/file_facts.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

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

}  // namespace
}  // namespace herald::core
