#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "herald/file_descriptor.h"
#include "input.h"

namespace herald::serial {

/// A log that somebody else writes, over rotation: when the file was replaced, the rest of the old one is read and then
/// the new one from its beginning; when it was cut off, it is read from its beginning.
class LogFile final : public Input {
 public:
  /// Goes on at `place`, which is what place() once gave. Where that file is another one by now it begins at its
  /// beginning; without a place at its end. Nothing if the file is not there; throws Failure if it cannot be read.
  static std::unique_ptr<LogFile> open(const std::string& path, const std::string& place);

  std::string name() const override { return "file://" + path_; }
  int fd() const override { return changes_.get(); }
  Millis patience() const override { return std::chrono::seconds(1); }
  std::size_t read(std::span<char> bytes) override;
  std::string place(std::size_t unused) const override;

 private:
  LogFile(std::string path, FileDescriptor file) : path_(std::move(path)), file_(std::move(file)) {}
  void seek(const std::string& place);
  void watch();
  void forgetChanges();
  bool followRotation();

  std::string path_;
  FileDescriptor file_;
  FileDescriptor changes_{};  ///< inotify(7) on the folder
  dev_t device_ = 0;
  ino_t inode_ = 0;
  off_t at_ = 0;
  bool replaced_ = false;  ///< by another file; the rest of this one is read first
};

}  // namespace herald::serial
