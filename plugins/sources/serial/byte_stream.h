// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "herald/file_descriptor.h"
#include "herald/outcome.h"

namespace herald::serial {

/// An open stream of the printer's bytes: a serial device, a TCP connection or a log. No call waits. The destructor
/// closes it. For one thread.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  /// The name that users and events see: the path of the device, tcp://host:port, or file:///path.
  virtual std::string name() const = 0;

  /// A descriptor that becomes readable when there may be something to read. Negative if there is no such descriptor;
  /// then only checkInterval() counts.
  virtual int fd() const = 0;

  /// How long to wait for fd() before the next read.
  virtual Millis checkInterval() const { return std::chrono::hours(1); }

  /// Reads what has arrived, up to the size of `bytes`. Returns the number of bytes; 0 means nothing for now. Throws
  /// Failure if the stream has ended.
  virtual std::size_t read(std::span<char> bytes) = 0;

  /// Throws Failure if it cannot send all bytes at once.
  virtual void write(std::string_view bytes);

  /// Changes the baud rate of a serial device. Other streams ignore it.
  virtual void setBaud(int) {}

  /// The position in a log at which a later LogFile can continue. Empty for any other stream. `unused` is how many of
  /// the last bytes must be read again then.
  virtual std::string position(std::size_t unused) const;
};

/// read(2) on a descriptor that does not block. Throws Failure with the text `gone` if the stream has ended.
std::size_t readSome(int fd, std::span<char> bytes, const std::string& gone);

/// write(2) of all bytes. Throws Failure with the text `gone` if it cannot write all of them at once.
void writeAll(int fd, std::string_view bytes, const std::string& gone);

}  // namespace herald::serial
