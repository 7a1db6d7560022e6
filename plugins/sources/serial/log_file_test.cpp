// SPDX-License-Identifier: Apache-2.0
#include "log_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "testing_running_source.h"

namespace herald::serial {
namespace {

namespace fs = std::filesystem;

class LogFileTest : public ::testing::Test {
 protected:
  void append(const std::string& text) const { std::ofstream(path(), std::ios::app) << text; }
  std::string path() const { return folder_.path() / "serial.log"; }

  static std::string read(LogFile& log) {
    std::string all;
    std::array<char, 3> few{};  // small, so that one read does not get everything
    for (std::size_t count = 0; (count = log.read(few)) > 0;) all.append(few.data(), count);
    return all;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(LogFileTest, StartsAtTheEndAndFollows) {
  append("old\n");
  const auto log = LogFile::open(path(), "");
  EXPECT_EQ(read(*log), "");
  append("new\n");
  pollfd polled{log->fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&polled, 1, 60000), 1) << "the writer wakes it up";
  EXPECT_EQ(read(*log), "new\n");
  EXPECT_EQ(::poll(&polled, 1, 0), 0);
}

TEST_F(LogFileTest, FollowsOverARotation) {
  append("");
  const auto log = LogFile::open(path(), "");
  append("one\n");
  fs::rename(path(), folder_.path() / "serial.log.1");
  std::ofstream(folder_.path() / "serial.log.1", std::ios::app) << "two\n";
  EXPECT_EQ(read(*log), "one\ntwo\n") << "there is no new file yet";
  append("three\n");
  EXPECT_EQ(read(*log), "three\n");
  append("four\n");
  EXPECT_EQ(read(*log), "four\n");
}

TEST_F(LogFileTest, ReadsTheRestOfTheOldFileFirst) {
  append("");
  const auto log = LogFile::open(path(), "");
  append("one\n");
  fs::rename(path(), folder_.path() / "serial.log.1");
  append("two\n");
  EXPECT_EQ(read(*log), "one\ntwo\n");
}

TEST_F(LogFileTest, StartsAgainIfTheFileIsTruncated) {
  append("old and long\n");
  const auto log = LogFile::open(path(), "");
  std::ofstream(path(), std::ios::trunc) << "new\n";
  EXPECT_EQ(read(*log), "new\n");
}

TEST_F(LogFileTest, ContinuesAtItsPosition) {
  append("one\nhal");
  auto log = LogFile::open(path(), "");
  const std::string place = log->position(3);
  log.reset();
  append("f\ntwo\n");
  EXPECT_EQ(read(*LogFile::open(path(), place)), "half\ntwo\n");
}

TEST_F(LogFileTest, StartsAtTheBeginningOfAnotherFile) {
  append("one\n");
  const std::string place = LogFile::open(path(), "")->position(0);
  fs::rename(path(), folder_.path() / "serial.log.1");
  append("two\n");
  EXPECT_EQ(read(*LogFile::open(path(), place)), "two\n");
}

TEST_F(LogFileTest, OpensNothingIfTheFileIsMissingAndRejectsAFolder) {
  EXPECT_EQ(LogFile::open(path(), ""), nullptr);
  fs::create_directory(path());
  EXPECT_THROW(LogFile::open(path(), ""), Failure);
}

}  // namespace
}  // namespace herald::serial
