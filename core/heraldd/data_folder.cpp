// SPDX-License-Identifier: Apache-2.0
#include "heraldd/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files/file_identity.h"
#include "base/files/private_folder.h"
#include "base/files/read_file.h"
#include "base/files/trusted_place.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const fs::path& folder, const std::error_code& why) {
  throw std::runtime_error("cannot use the data folder " + folder.string() + ": " + why.message() +
                           "; give the folder to the daemon's user, or set herald.dataDir to another one");
}

std::string holderOf(const fs::path& file) {
  try {
    const std::string pid = readFile(file, 100);
    return pid.substr(0, pid.find('\n'));
  } catch (const std::system_error&) {
    return "(unknown)";
  }
}

/// Writes the process number for the error of a second daemon. On a full disk the lock works without it.
void noteHolder(int fd) {
  const std::string pid = std::to_string(::getpid()) + "\n";
  const auto written = ::pwrite(fd, pid.data(), pid.size(), 0);
  if (::ftruncate(fd, std::max<ssize_t>(written, 0)) != 0) return;
}

/// Uses flock, not fcntl: its lock survives the fork of a daemon, and closing another file descriptor does not end it.
FileDescriptor lock(const fs::path& folder) {
  const fs::path file = folder / "lock";
  FileDescriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.get() < 0) refuse(folder, {errno, std::generic_category()});
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) refuse(folder, {errno, std::generic_category()});
    throw std::runtime_error("the data folder " + folder.string() + " is in use by another Herald, process " +
                             holderOf(file) + ": stop it, or set herald.dataDir to another folder");
  }
  noteHolder(fd.get());
  return fd;
}

void checkPlace(const fs::path& folder) {
  const auto why = whyUntrusted(folder);
  if (why.empty()) return;
  throw std::runtime_error("cannot use the data folder " + folder.string() + ": it " + why +
                           ", or set herald.dataDir to another one");
}

FileDescriptor makeAndLock(const fs::path& folder) {
  try {
    makePrivateFolder(folder);
  } catch (const std::system_error& error) {
    refuse(folder, error.code());
  }
  checkPlace(folder);
  return lock(folder);
}

/// Until 0.2, Herald kept a copy of each plugin here, in a folder with the name of its hash.
void removeOldCopies(const fs::path& copies) {
  constexpr std::size_t hashSize = 64;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(copies, ignored)) {
    if (entry.path().filename().string().size() == hashSize) fs::remove_all(entry.path(), ignored);
  }
  fs::remove(copies, ignored);  // if nothing else is in it
}

}  // namespace

void DataFolder::renew() {
  checkPlace(path_);
  struct stat held {};
  ::fstat(lock_.get(), &held);
  if (identityOf(path_ / "lock") != FileIdentity{held.st_dev, held.st_ino}) lock_ = makeAndLock(path_);
}

DataFolder::DataFolder(fs::path path) : path_(std::move(path)), lock_(makeAndLock(path_)) {
  removeOldCopies(path_ / "plugins");
}

}  // namespace herald::core
