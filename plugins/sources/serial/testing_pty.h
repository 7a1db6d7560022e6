// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace herald::serial {

/// The printer's end of a pseudo terminal. A symbolic link `name` leads to the other end, as udev makes one for a
/// printer. For one thread.
class Pty {
 public:
  explicit Pty(std::filesystem::path name)
      : name_(std::move(name)), fd_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (fd_ < 0 || ::grantpt(fd_) != 0 || ::unlockpt(fd_) != 0) throw std::runtime_error("no pty");
    std::array<char, 64> path{};
    ::ptsname_r(fd_, path.data(), path.size());
    path_ = path.data();
    std::filesystem::create_symlink(path_, name_);
  }
  ~Pty() { unplug(); }
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  const std::string& path() const { return path_; }

  /// Returns when the terminal has taken all bytes.
  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
      if (count < 0) throw std::runtime_error("cannot write to the pty");
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  /// The bytes that were sent to the printer and not read yet. Does not wait.
  std::string received() const {
    std::string all;
    std::array<char, 4096> bytes;
    for (pollfd polled{fd_, POLLIN, 0}; ::poll(&polled, 1, 0) > 0 && (polled.revents & POLLIN) != 0;) {
      const ssize_t count = ::read(fd_, bytes.data(), bytes.size());
      if (count <= 0) break;
      all.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

  /// Waits for a line to the printer, and returns it. Throws after a minute.
  std::string receive() const {
    std::string line;
    for (char c = 0;; line += c) {
      pollfd polled{fd_, POLLIN, 0};
      if (::poll(&polled, 1, 60000) != 1 || ::read(fd_, &c, 1) != 1) throw std::runtime_error("nothing was written");
      if (c == '\n') return line;
    }
  }

  void unplug() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
    std::error_code none;
    std::filesystem::remove(name_, none);
  }

 private:
  std::filesystem::path name_;
  std::string path_{};
  int fd_;
};

}  // namespace herald::serial
