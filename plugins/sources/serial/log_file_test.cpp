#include "log_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "testing_run.h"

namespace herald::serial {
namespace {

namespace fs = std::filesystem;

class LogFileTest : public ::testing::Test {
 protected:
  void append(const std::string& text) const { std::ofstream(path(), std::ios::app) << text; }
  std::string path() const { return folder_ / "serial.log"; }

  static std::string read(LogFile& log) {
    std::string all;
    std::array<char, 3> few{};  // so that nothing is read at once
    for (std::size_t count = 0; (count = log.read(few)) > 0;) all.append(few.data(), count);
    return all;
  }

  Folder folder_;
};

TEST_F(LogFileTest, BeginsAtItsEndAndFollows) {
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
  fs::rename(path(), folder_ / "serial.log.1");
  std::ofstream(folder_ / "serial.log.1", std::ios::app) << "two\n";
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
  fs::rename(path(), folder_ / "serial.log.1");
  append("two\n");
  EXPECT_EQ(read(*log), "one\ntwo\n");
}

TEST_F(LogFileTest, BeginsAnewWhenItWasCutOff) {
  append("old and long\n");
  const auto log = LogFile::open(path(), "");
  std::ofstream(path(), std::ios::trunc) << "new\n";
  EXPECT_EQ(read(*log), "new\n");
}

TEST_F(LogFileTest, GoesOnWhereItStoodBefore) {
  append("one\nhal");
  auto log = LogFile::open(path(), "");
  const std::string place = log->place(3);
  log.reset();
  append("f\ntwo\n");
  EXPECT_EQ(read(*LogFile::open(path(), place)), "half\ntwo\n");
}

TEST_F(LogFileTest, BeginsAtTheBeginningOfAnotherFile) {
  append("one\n");
  const std::string place = LogFile::open(path(), "")->place(0);
  fs::rename(path(), folder_ / "serial.log.1");
  append("two\n");
  EXPECT_EQ(read(*LogFile::open(path(), place)), "two\n");
}

TEST_F(LogFileTest, IsNothingIfItIsNotThereAndRefusesAFolder) {
  EXPECT_EQ(LogFile::open(path(), ""), nullptr);
  fs::create_directory(path());
  EXPECT_THROW(LogFile::open(path(), ""), Failure);
}

}  // namespace
}  // namespace herald::serial
