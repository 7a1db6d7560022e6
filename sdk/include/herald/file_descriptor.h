// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/export.h"

namespace herald::inline v1 {

/// Owns an open file descriptor, and closes it in its destructor. -1 means that it owns none. Like a std::unique_ptr,
/// it moves but does not copy. One thread at a time may use it.
class HERALD_API FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;  ///< closes its own descriptor first

  /// The descriptor, still owned by this object; -1 if there is none.
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace herald::inline v1
