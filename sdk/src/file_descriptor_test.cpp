// SPDX-License-Identifier: Apache-2.0
#include "herald/file_descriptor.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <utility>

namespace herald {
namespace {

bool isOpen(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

FileDescriptor openNull() { return FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

TEST(FileDescriptor, OwnsNothingByDefault) { EXPECT_EQ(FileDescriptor().get(), -1); }

TEST(FileDescriptor, ClosesItInItsDestructor) {
  int fd = -1;
  {
    const FileDescriptor file = openNull();
    fd = file.get();
    EXPECT_TRUE(isOpen(fd));
  }
  EXPECT_FALSE(isOpen(fd));
}

TEST(FileDescriptor, MovesToAnotherOwner) {
  FileDescriptor first = openNull();
  const int fd = first.get();
  const FileDescriptor second(std::move(first));
  EXPECT_EQ(second.get(), fd);
  EXPECT_EQ(first.get(), -1);  // NOLINT(bugprone-use-after-move): the class promises this
  EXPECT_TRUE(isOpen(fd));
}

TEST(FileDescriptor, ClosesTheOldOneWhenItIsAssigned) {
  FileDescriptor file = openNull();
  FileDescriptor other = openNull();
  const int old = file.get();
  const int fd = other.get();
  file = std::move(other);
  EXPECT_EQ(file.get(), fd);
  EXPECT_FALSE(isOpen(old));
  EXPECT_TRUE(isOpen(fd));
}

TEST(FileDescriptor, KeepsItsOwnWhenItIsAssignedToItself) {
  FileDescriptor file = openNull();
  const int fd = file.get();
  FileDescriptor& same = file;
  file = std::move(same);
  EXPECT_EQ(file.get(), fd);
  EXPECT_TRUE(isOpen(fd));
}

}  // namespace
}  // namespace herald
