// SPDX-License-Identifier: Apache-2.0
#include "kafka/descriptors.h"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace herald::kafka {
namespace {

bool isWakeUpPipe(int fd) {
  static const long smallest = ::sysconf(_SC_PAGESIZE);
  const int size = ::fcntl(fd, F_GETPIPE_SZ);  // fails for anything but a pipe
  if (size < 0 || size != smallest) return false;
  const int flags = ::fcntl(fd, F_GETFL);
  return flags >= 0 && (flags & O_NONBLOCK) != 0;
}

void mark(int fd) {
  const int flags = ::fcntl(fd, F_GETFD);
  if (flags < 0 || (flags & FD_CLOEXEC) != 0 || !isWakeUpPipe(fd)) return;
  ::fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
}

}  // namespace

void markWakeUpPipes() {
  std::error_code none;  // without /proc, the pipes stay as they are
  for (std::filesystem::directory_iterator entry("/proc/self/fd", none), end; !none && entry != end;
       entry.increment(none)) {
    const auto name = entry->path().filename().string();
    int fd = -1;
    std::from_chars(name.data(), name.data() + name.size(), fd);
    if (fd > STDERR_FILENO) mark(fd);
  }
}

int openSocket(int domain, int type, int protocol, void*) {
  markWakeUpPipes();
  return ::socket(domain, type | SOCK_CLOEXEC, protocol);
}

}  // namespace herald::kafka
