// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "herald/file_descriptor.h"

#include <memory>
#include <optional>
#include <string>

#include "byte_stream.h"

namespace herald::serial {

/// A serial device, such as /dev/serial/by-id/usb-… It is locked with flock(2) and TIOCEXCL, so that no second program
/// shares it by mistake. Unless it is opened as writable, the kernel rejects every write. When it is closed, DTR keeps
/// its level, so that the next opening does not reset the board. For one thread.
class SerialDevice final : public ByteStream {
 public:
  /// `baud`: any rate that the driver supports. Returns nothing if the device does not exist. Throws Failure: Hold if
  /// Herald may not open it, or it is not a serial device; Retry if another program has it open.
  static std::unique_ptr<SerialDevice> open(const std::string& path, int baud, bool writable);

  std::string name() const override { return path_; }
  int fd() const override { return fd_.get(); }
  std::size_t read(std::span<char> bytes) override;
  void write(std::string_view bytes) override;
  void setBaud(int baud) override;

 private:
  SerialDevice(std::string path, FileDescriptor fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  void lock();

  std::string path_;
  FileDescriptor fd_;
};

/// The one device that a path or a glob matches, or nothing. A device with several names counts once. Throws Failure
/// with the verdict Hold if several devices match.
std::optional<std::string> findDevice(const std::string& pattern);

}  // namespace herald::serial
