// SPDX-License-Identifier: Apache-2.0
#include "log_file.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace herald::serial {
namespace {

FileDescriptor openFile(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  const int error = errno;
  if (file.get() >= 0 || error == ENOENT) return file;
  throw Failure(error == EACCES ? Outcome::Verdict::Hold : Outcome::Verdict::Retry,
                "cannot read " + path + ": " + std::generic_category().message(error) +
                    (error == EACCES ? "; allow Herald's user to read it and its folders" : ""));
}

struct stat statOf(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0)
    throw Failure(Outcome::Verdict::Retry, "cannot read " + path + ": " + std::generic_category().message(errno));
  if (!S_ISREG(status.st_mode)) throw Failure(Outcome::Verdict::Hold, path + " is not a regular file: check `device`");
  return status;
}

}  // namespace

std::unique_ptr<LogFile> LogFile::open(const std::string& path, const std::string& position) {
  FileDescriptor file = openFile(path);
  if (file.get() < 0) return nullptr;
  std::unique_ptr<LogFile> log(new LogFile(path, std::move(file)));
  log->watch();
  log->seek(position);
  return log;
}

void LogFile::watch() {
  changes_ = FileDescriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  const std::string folder = std::filesystem::absolute(path_).parent_path();
  if (changes_.get() >= 0) ::inotify_add_watch(changes_.get(), folder.c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO);
}

void LogFile::seek(const std::string& position) {
  const struct stat status = statOf(file_.get(), path_);
  device_ = status.st_dev;
  inode_ = status.st_ino;
  unsigned long long device = 0, inode = 0, at = 0;
  const bool known = std::sscanf(position.c_str(), "%llu:%llu:%llu", &device, &inode, &at) == 3;
  const bool same = device == device_ && inode == inode_ && static_cast<off_t>(at) <= status.st_size;
  at_ = !known ? status.st_size : same ? static_cast<off_t>(at) : 0;
}

std::string LogFile::position(std::size_t unused) const {
  return std::to_string(device_) + ":" + std::to_string(inode_) + ":" +
         std::to_string(std::max<off_t>(0, at_ - static_cast<off_t>(unused)));
}

std::size_t LogFile::read(std::span<char> bytes) {
  discardChanges();
  for (;;) {
    const ssize_t count = ::pread(file_.get(), bytes.data(), bytes.size(), at_);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      throw Failure(Outcome::Verdict::Retry, "cannot read " + path_ + ": " + std::generic_category().message(errno));
    at_ += count;
    if (count > 0 || !followRotation()) return static_cast<std::size_t>(count);
  }
}

void LogFile::discardChanges() {
  alignas(inotify_event) std::array<char, 4096> events;
  while (changes_.get() >= 0 && ::read(changes_.get(), events.data(), events.size()) > 0) {
  }
}

/// Call it at the end of the file. True if there is something else to read now.
bool LogFile::followRotation() {
  if (statOf(file_.get(), path_).st_size < at_) {
    at_ = 0;
    return true;
  }
  struct stat now {};
  if (::stat(path_.c_str(), &now) != 0 || (now.st_dev == device_ && now.st_ino == inode_)) return false;
  if (!std::exchange(replaced_, true)) return true;
  FileDescriptor next = openFile(path_);
  if (next.get() < 0) return false;
  file_ = std::move(next);
  const struct stat status = statOf(file_.get(), path_);
  device_ = status.st_dev;
  inode_ = status.st_ino;
  at_ = 0;
  replaced_ = false;
  return true;
}

}  // namespace herald::serial
