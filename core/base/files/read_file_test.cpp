// SPDX-License-Identifier: Apache-2.0
#include "base/files/read_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <functional>
#include <system_error>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

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

}  // namespace
}  // namespace herald::core
