// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace herald::core {

/// Bytes in memory behind a path, for a library that takes only paths. Nobody can change them, not even this process,
/// and there is no file on a disk that could be replaced (memfd_create(2), sealed). One thread at a time may use it.
class SealedFile {
 public:
  /// Crash reports and /proc/PID/maps show the bytes as `name`. Throws std::system_error.
  SealedFile(const std::string& name, std::string_view bytes);
  explicit SealedFile(int fd) : fd_(fd) {}  ///< takes over a descriptor of one that another process made
  ~SealedFile();
  SealedFile(const SealedFile&) = delete;
  SealedFile& operator=(const SealedFile&) = delete;

  /// /proc/PID/fd/N, so that a debugger finds it as well. It is there as long as this object, or the process if
  /// stayOpen() was called.
  std::filesystem::path path() const;

  int fd() const { return fd_; }  ///< for a process that is to have the same bytes

  /// Keeps the path for good. Call it once something has remembered the path, as dlopen does: it would take another
  /// file with the same number for this one.
  void stayOpen() { closes_ = false; }

 private:
  int fd_;
  bool closes_ = true;
};

}  // namespace herald::core
