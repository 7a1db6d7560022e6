// SPDX-License-Identifier: Apache-2.0
#include "byte_stream.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace herald::serial {

void ByteStream::write(std::string_view) { throw std::logic_error("a log cannot be written"); }

std::string ByteStream::position(std::size_t) const { return {}; }

std::size_t readSome(int fd, std::span<char> bytes, const std::string& gone) {
  for (;;) {
    const ssize_t count = ::read(fd, bytes.data(), bytes.size());
    if (count > 0) return static_cast<std::size_t>(count);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return 0;
    throw Failure(Outcome::Verdict::Retry, gone);
  }
}

void writeAll(int fd, std::string_view bytes, const std::string& gone) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw Failure(Outcome::Verdict::Retry, gone);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace herald::serial
