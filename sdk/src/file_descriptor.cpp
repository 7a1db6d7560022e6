// SPDX-License-Identifier: Apache-2.0
#include "herald/file_descriptor.h"

#include <unistd.h>

#include <utility>

namespace herald::inline v1 {

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  const FileDescriptor old(std::exchange(fd_, std::exchange(other.fd_, -1)));
  return *this;
}

}  // namespace herald::inline v1
