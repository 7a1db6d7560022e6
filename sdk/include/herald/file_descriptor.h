#pragma once

#include "herald/export.h"

namespace herald::inline v1 {

/// Owns an open file descriptor and closes it with itself. -1 stands for none. For one thread at a time.
class HERALD_API FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;  ///< closes what it had

  /// The descriptor, which stays this object's own; -1 if it has none.
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace herald::inline v1
