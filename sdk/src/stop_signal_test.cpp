// SPDX-License-Identifier: Apache-2.0
#include "herald/stop_signal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace herald::inline v1 {
namespace {

constexpr auto kNever = Clock::time_point::max();

class StopSignalTest : public ::testing::Test {
 protected:
  StopSignalTest() {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    read_ = FileDescriptor(ends[0]);
    write_ = FileDescriptor(ends[1]);
  }

  FileDescriptor read_, write_;
  std::stop_source stop_;
};

TEST_F(StopSignalTest, SaysThatAPipeHasBytes) {
  const StopSignal signal(stop_.get_token());
  ASSERT_EQ(::write(write_.get(), "x", 1), 1);
  EXPECT_TRUE(signal.waitFor(read_.get(), POLLIN, kNever));
}

TEST_F(StopSignalTest, SaysThatAPipeHasEnded) {
  const StopSignal signal(stop_.get_token());
  write_ = FileDescriptor();
  EXPECT_TRUE(signal.waitFor(read_.get(), POLLIN, kNever));
}

TEST_F(StopSignalTest, EndsAtATime) {
  const StopSignal signal(stop_.get_token());
  EXPECT_FALSE(signal.waitFor(read_.get(), POLLIN, Clock::now()));
}

TEST_F(StopSignalTest, EndsAtAStopFromAnotherThread) {
  const StopSignal signal(stop_.get_token());
  std::thread stopper([this] { stop_.request_stop(); });
  EXPECT_FALSE(signal.waitFor(read_.get(), POLLIN, kNever));
  EXPECT_FALSE(signal.waitFor(-1, 0, kNever)) << "and each later wait";
  stopper.join();
}

TEST_F(StopSignalTest, EndsIfTheStopCameBeforeIt) {
  stop_.request_stop();
  const StopSignal signal(stop_.get_token());
  ASSERT_EQ(::write(write_.get(), "x", 1), 1);
  EXPECT_FALSE(signal.waitFor(read_.get(), POLLIN, kNever));
}

}  // namespace
}  // namespace herald::inline v1
