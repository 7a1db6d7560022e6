#pragma once

#include <memory>
#include <optional>
#include <string>

#include "herald/file_descriptor.h"
#include "input.h"

namespace herald::serial {

/// A serial device, as /dev/serial/by-id/usb-…  It is locked: no second program can share it by mistake
/// (flock(2) and TIOCEXCL). Opened for reading only, unless somebody wants to write: then the kernel sees to it that
/// nothing is written.
class SerialDevice final : public Input {
 public:
  /// Nothing if the device is not there. Throws Failure: Hold if it may not be opened or is no serial device, Retry if
  /// another program has it.
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

/// The one device that a path or a glob means; nothing if there is none. A device with several names counts once.
/// Throws Failure (Hold) if there are several.
std::optional<std::string> findDevice(const std::string& pattern);

}  // namespace herald::serial
