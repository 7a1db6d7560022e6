// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/captured_output.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace herald::core::ctl {
namespace {

ino_t outputFile() {
  struct stat info {};
  EXPECT_EQ(::fstat(STDOUT_FILENO, &info), 0);
  return info.st_ino;
}

TEST(CapturedOutput, TakesWhatIsWrittenAndGivesTheOutputBack) {
  const auto before = outputFile();
  CapturedOutput captured;
  EXPECT_NE(outputFile(), before);
  const std::string line = "\x1b[2J\n";
  EXPECT_EQ(::write(STDOUT_FILENO, line.data(), line.size()), 5);
  std::fputs("buffered", stdout);
  EXPECT_EQ(captured.end(), line + "buffered");
  EXPECT_EQ(outputFile(), before);
}

TEST(CapturedOutput, GivesTheOutputBackAtTheEndOfTheScope) {
  const auto before = outputFile();
  { const CapturedOutput captured; }
  EXPECT_EQ(outputFile(), before);
}

TEST(CapturedOutput, KeepsAMebibyte) {
  CapturedOutput captured;
  const std::string block(std::size_t{1} << 19, 'x');
  for (int i = 0; i < 3; ++i) EXPECT_EQ(::write(STDOUT_FILENO, block.data(), block.size()), 1 << 19);
  EXPECT_EQ(captured.end(), block + block);
}

}  // namespace
}  // namespace herald::core::ctl
