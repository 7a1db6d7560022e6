#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "herald/outcome.h"

namespace herald::serial {

/// Where the printer's lines come from. No call waits. The destructor closes. For one thread.
class Input {
 public:
  virtual ~Input() = default;

  /// What it is called where a user or an event has to see it: the device's path, tcp://host:port, file:///path.
  virtual std::string name() const = 0;

  /// Becomes readable when there may be something to read; negative if nobody can tell, so that one has to look.
  virtual int fd() const = 0;

  /// How long to wait for fd() before one looks again.
  virtual Millis patience() const { return std::chrono::hours(1); }

  /// What has come, as far as it fits; 0: nothing more for now. Throws Failure if nothing can come any more.
  virtual std::size_t read(std::span<char> bytes) = 0;

  /// Throws Failure if it cannot be sent whole.
  virtual void write(std::string_view bytes);

  /// Of a serial device.
  virtual void setBaud(int) {}

  /// Where in a file the next read begins, to go on there another time; empty for what is no file. `unused` of the last
  /// bytes read are to be read again.
  virtual std::string place(std::size_t unused) const;
};

/// read(2) on a descriptor that does not block. Throws Failure with `gone` where it has ended.
std::size_t readSome(int fd, std::span<char> bytes, const std::string& gone);

/// write(2) of all of it. Throws Failure with `gone`, also if it takes no more for now.
void writeAll(int fd, std::string_view bytes, const std::string& gone);

}  // namespace herald::serial
