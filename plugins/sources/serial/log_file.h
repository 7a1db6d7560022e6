// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/file_descriptor.h"

#include <sys/types.h>

#include <memory>
#include <string>

#include "byte_stream.h"

namespace herald::serial {

/// A log that another program writes. It follows the log over rotation: if the file is replaced, it reads the rest of
/// the old file, then the new file from its beginning. If the file is truncated, it reads it from its beginning. For
/// one thread.
class LogFile final : public ByteStream {
 public:
  /// Continues at `position`, an earlier result of position(). If the file is a different one now, it starts at the
  /// beginning of the file. If `position` is empty, it starts at the end. Returns nothing if the file does not exist.
  /// Throws Failure if it cannot read the file.
  static std::unique_ptr<LogFile> open(const std::string& path, const std::string& position);

  std::string name() const override { return "file://" + path_; }
  int fd() const override { return changes_.get(); }
  Millis checkInterval() const override { return std::chrono::seconds(1); }
  std::size_t read(std::span<char> bytes) override;
  std::string position(std::size_t unused) const override;

 private:
  LogFile(std::string path, FileDescriptor file) : path_(std::move(path)), file_(std::move(file)) {}
  void seek(const std::string& position);
  void watch();
  void discardChanges();
  bool followRotation();

  std::string path_;
  FileDescriptor file_;
  FileDescriptor changes_{};  ///< inotify(7) on the folder
  dev_t device_ = 0;
  ino_t inode_ = 0;
  off_t at_ = 0;
  bool replaced_ = false;  ///< another file has replaced this one, whose rest is read first
};

}  // namespace herald::serial
