// SPDX-License-Identifier: Apache-2.0
#include "base/files/sealed_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/open_file.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestName = 249;  // memfd_create(2)
constexpr unsigned kNoexecSeal = 0x0008;   // MFD_NOEXEC_SEAL, which kernels before 6.3 and their headers do not know

/// A file that no program can start from. A library needs no such right.
int memoryFile(const std::string& name) {
  const std::string label = name.substr(0, kLongestName);
  const int fd = ::memfd_create(label.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING | kNoexecSeal);
  return fd < 0 && errno == EINVAL ? ::memfd_create(label.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

}  // namespace

SealedFile::SealedFile(const std::string& name, std::string_view bytes) : fd_(memoryFile(name)) {
  if (fd_ < 0) failOn(name, errno);
  try {
    writeAll(fd_, bytes, name);
    if (::fcntl(fd_, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) failOn(name, errno);
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

SealedFile::~SealedFile() {
  if (closes_) ::close(fd_);
}

// The number of the process comes from /proc, whose name space of processes may be another one than ours.
fs::path SealedFile::path() const {
  return fs::path("/proc") / fs::read_symlink("/proc/self") / "fd" / std::to_string(fd_);
}

}  // namespace herald::core
