// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace herald::inline v1 {

/// Reads a pipe that does not block, and keeps its first bytes. For one thread.
class KeptOutput {
 public:
  /// The caller keeps `fd` open. Bytes after the first `most` are read, and thrown away.
  KeptOutput(int fd, std::size_t most) : fd_(fd), most_(most) {}

  int fd() const { return fd_; }  ///< -1 when the pipe has ended, as poll(2) expects it

  /// Reads what has arrived, up to some KiB. Returns false if nothing had.
  bool readSome();

  /// Reads what has arrived, as long as it is worth keeping.
  void readRest();

  std::string& kept() { return kept_; }
  std::size_t room() const { return most_ - kept_.size(); }

 private:
  int fd_;
  std::size_t most_;
  std::string kept_{};
};

}  // namespace herald::inline v1
