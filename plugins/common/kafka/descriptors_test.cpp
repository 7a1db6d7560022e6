// SPDX-License-Identifier: Apache-2.0
#include "kafka/descriptors.h"

#include <gtest/gtest.h>

#include <array>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "herald/file_descriptor.h"

namespace herald::kafka {
namespace {

bool isInherited(int fd) { return (::fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0; }

/// A pipe, which programs inherit.
struct Pipe {
  explicit Pipe(int flags, int size = 0) {
    std::array<int, 2> fds{};
    EXPECT_EQ(::pipe2(fds.data(), flags), 0);
    read = FileDescriptor(fds[0]);
    write = FileDescriptor(fds[1]);
    if (size > 0) {
      EXPECT_GT(::fcntl(read.get(), F_SETPIPE_SZ, size), 0);
    }
  }
  FileDescriptor read{}, write{};
};

TEST(Descriptors, MarksThePipesOfLibrdkafka) {
  const Pipe wakeUp(O_NONBLOCK, 100);  // as librdkafka's rd_pipe_nonblocking makes them
  markWakeUpPipes();
  EXPECT_FALSE(isInherited(wakeUp.read.get()));
  EXPECT_FALSE(isInherited(wakeUp.write.get()));
}

TEST(Descriptors, LeavesEveryOtherDescriptorAlone) {
  const Pipe plain(0), calm(O_NONBLOCK), small(0, 100);
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
  markWakeUpPipes();
  for (const int fd : {plain.read.get(), calm.write.get(), small.read.get(), socket.get()})
    EXPECT_TRUE(isInherited(fd));
}

TEST(Descriptors, OpensASocketThatProgramsDoNotInherit) {
  const Pipe wakeUp(O_NONBLOCK, 100);
  const FileDescriptor socket(openSocket(AF_INET, SOCK_STREAM, 0, nullptr));
  ASSERT_GE(socket.get(), 0);
  EXPECT_FALSE(isInherited(socket.get()));
  EXPECT_FALSE(isInherited(wakeUp.write.get())) << "the pipe of a broker that is new";
}

}  // namespace
}  // namespace herald::kafka
