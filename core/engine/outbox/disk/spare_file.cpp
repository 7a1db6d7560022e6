// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/spare_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <string_view>
#include <system_error>

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
  return fd >= 0 && ::fstat(fd, &file) == 0 ? static_cast<std::size_t>(file.st_size) : 0;
}

bool writeAt(int fd, std::string_view bytes, std::size_t at) {
  return ::pwrite(fd, bytes.data(), bytes.size(), static_cast<::off_t>(at)) == static_cast<::ssize_t>(bytes.size());
}

/// Returns when the disk has it.
bool writeSafely(int fd, std::string_view bytes, std::size_t at) {
  return fd >= 0 && writeAt(fd, bytes, at) && ::fdatasync(fd) == 0;
}

/// For these deliveries as a database, and for notes. In steps, so that it seldom grows.
std::size_t roomFor(std::size_t bytes) {
  const auto needed = bytes + bytes / 4 + SpareFile::kRoom;
  const auto steps = (needed + SpareFile::kRoom - 1) / SpareFile::kRoom;
  return std::min(steps * SpareFile::kRoom, SpareFile::kMostRoom);
}

}  // namespace

void SpareFile::reserve(std::size_t bytes) const {
  const auto fd = openSpare(path_, O_CREAT);
  const auto room = roomOf(fd.get());
  const auto needed = roomFor(bytes);
  if (fd.get() < 0 || room >= needed) return;
  // Zeros and not only a size: the place must exist when the disk is full.
  if (writeAt(fd.get(), std::string(needed - room, '\0'), room)) return;
  [[maybe_unused]] const int ignored = ::ftruncate(fd.get(), static_cast<::off_t>(room));
}

/// The first page goes last: the file counts only when it is complete.
bool SpareFile::keep(const std::string& image) const {
  const auto fd = openSpare(path_, 0);
  const auto room = roomOf(fd.get());
  if (image.size() < kFirstPage || room < kRoom || image.size() > room) return false;
  const std::string_view whole(image);
  return writeSafely(fd.get(), whole.substr(kFirstPage), kFirstPage) &&
         writeSafely(fd.get(), whole.substr(0, kFirstPage), 0);
}

/// Also if a few of its first bytes are damaged: its rows may be sound.
bool SpareFile::isUsed() const {
  std::string begin(kBegin.size(), '\0');
  const auto fd = openSpare(path_, 0);
  if (::pread(fd.get(), begin.data(), begin.size(), 0) != static_cast<::ssize_t>(begin.size())) return false;
  const auto same =
      std::inner_product(begin.begin(), begin.end(), kBegin.begin(), std::size_t{0}, std::plus<>(), std::equal_to<>());
  return same > kBegin.size() / 2;
}

void SpareFile::clear() const {
  const auto fd = openSpare(path_, 0);
  writeSafely(fd.get(), std::string(kFirstPage, '\0'), 0);
  std::error_code ignored;  // SQLite leaves these two if the first page was rebuilt
  for (const auto* end : {"-wal", "-shm"}) std::filesystem::remove(path_.string() + end, ignored);
}

}  // namespace herald::core
