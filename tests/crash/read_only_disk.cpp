// SPDX-License-Identifier: Apache-2.0
// A library to load before those of heraldd. It makes a folder read-only while it is in use, as after an error of its
// disk. The kernel cannot do that for a test: it does not remount a file system read-only while a file is open for
// writing.
//
// HERALD_DISK names the folder. It is read-only while there is a file with the same name and ".read-only" after it.
// Then these calls fail: open for writing, write, truncate, make, rename and remove.
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

bool isReadOnly(const char* path) {
  const char* const folder = std::getenv("HERALD_DISK");
  if (!folder || std::strncmp(path, folder, std::strlen(folder)) != 0) return false;
  return ::syscall(SYS_access, (std::string(folder) + ".read-only").c_str(), F_OK) == 0;
}

bool isReadOnly(int fd) {
  char path[4096] = {};
  const auto link = "/proc/self/fd/" + std::to_string(fd);
  return ::syscall(SYS_readlink, link.c_str(), path, sizeof path - 1) > 0 && isReadOnly(path);
}

/// Runs the system call, unless its file is in the read-only folder. Then it fails with EROFS.
template <typename File, typename... Arguments>
long unlessReadOnly(File file, long call, Arguments... arguments) {
  if (!isReadOnly(file)) return ::syscall(call, arguments...);
  errno = EROFS;
  return -1;
}

int openFile(int folder, const char* path, int flags, mode_t mode) {
  const bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
  if (!writes) return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
  return static_cast<int>(unlessReadOnly(path, SYS_openat, folder, path, flags, mode));
}

mode_t modeOf(int flags, va_list rest) { return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0; }

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int fd = openFile(AT_FDCWD, path, flags, modeOf(flags, rest));
  va_end(rest);
  return fd;
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int fd = openFile(AT_FDCWD, path, flags, modeOf(flags, rest));
  va_end(rest);
  return fd;
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  return unlessReadOnly(fd, SYS_pwrite64, fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  return unlessReadOnly(fd, SYS_pwrite64, fd, data, size, offset);
}

int ftruncate(int fd, off_t size) noexcept { return static_cast<int>(unlessReadOnly(fd, SYS_ftruncate, fd, size)); }
int ftruncate64(int fd, off64_t size) noexcept { return static_cast<int>(unlessReadOnly(fd, SYS_ftruncate, fd, size)); }

int mkdir(const char* path, mode_t mode) noexcept {
  return static_cast<int>(unlessReadOnly(path, SYS_mkdir, path, mode));
}
int unlink(const char* path) noexcept { return static_cast<int>(unlessReadOnly(path, SYS_unlink, path)); }
int rename(const char* from, const char* to) noexcept {
  return static_cast<int>(unlessReadOnly(to, SYS_rename, from, to));
}

}  // extern "C"
#pragma GCC visibility pop
