// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/spare_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "herald/file_descriptor.h"

namespace herald::core {

namespace {

constexpr std::string_view kBegin("SQLite format 3\0", 16);
constexpr std::size_t kFirstPage = 4096;

FileDescriptor openSpare(const std::filesystem::path& path, int flags) {
  return FileDescriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
}

std::size_t roomOf(int fd) {
  struct ::stat file {};
  return ::fstat(fd, &file) == 0 ? static_cast<std::size_t>(file.st_size) : 0;
}

bool writeAt(int fd, std::string_view bytes, std::size_t at) {
  return ::pwrite(fd, bytes.data(), bytes.size(), static_cast<::off_t>(at)) == static_cast<::ssize_t>(bytes.size());
}

/// Returns when the disk has it.
bool writeSafely(int fd, std::string_view bytes, std::size_t at) {
  return writeAt(fd, bytes, at) && ::fdatasync(fd) == 0;
}

}  // namespace

void SpareFile::reserve() const {
  const auto fd = openSpare(path_, O_CREAT);
  const auto room = roomOf(fd.get());
  if (fd.get() < 0 || room >= kRoom) return;
  // Zeros and not only a size: the place must exist when the disk is full.
  if (writeAt(fd.get(), std::string(kRoom - room, '\0'), room)) return;
  [[maybe_unused]] const int ignored = ::ftruncate(fd.get(), static_cast<::off_t>(room));
}

/// The first page goes last: the file counts only when it is complete.
bool SpareFile::keep(const std::string& image) const {
  const auto fd = openSpare(path_, 0);
  if (image.size() < kFirstPage || image.size() > kRoom || roomOf(fd.get()) < kRoom) return false;
  const std::string_view whole(image);
  return writeSafely(fd.get(), whole.substr(kFirstPage), kFirstPage) &&
         writeSafely(fd.get(), whole.substr(0, kFirstPage), 0);
}

bool SpareFile::isUsed() const {
  std::string begin(kBegin.size(), '\0');
  const auto fd = openSpare(path_, 0);
  return ::pread(fd.get(), begin.data(), begin.size(), 0) == static_cast<::ssize_t>(begin.size()) && begin == kBegin;
}

void SpareFile::clear() const {
  const auto fd = openSpare(path_, 0);
  writeSafely(fd.get(), std::string(kFirstPage, '\0'), 0);
}

}  // namespace herald::core
