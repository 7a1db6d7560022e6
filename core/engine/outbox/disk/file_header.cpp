// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/file_header.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "engine/outbox/disk/database.h"
#include "engine/outbox/disk/outbox_schema.h"
#include "herald/file_descriptor.h"

namespace herald::core {

namespace {

// See https://www.sqlite.org/fileformat2.html#the_database_header
constexpr std::size_t kHeader = 100;
constexpr std::size_t kPageBytes = 4096;
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kPageSize = 16, kWriteVersion = 18, kReserved = 20, kChangeCounter = 24, kPageCount = 28,
                      kFreeList = 32, kFreeCount = 36, kSchemaFormat = 44, kLargestRoot = 52, kEncoding = 56,
                      kVacuumMode = 64, kUnused = 72, kUnusedEnd = 92, kValidFor = 92;

std::uint32_t number(std::string_view header, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(header[at + i]);
  return value;
}

void setNumber(std::string& header, std::size_t at, std::uint64_t value) {
  for (std::size_t i = 0; i < 4; ++i) header[at + i] = static_cast<char>(value >> (24 - 8 * i));
}

bool isVersion(char version) { return version == 1 || version == 2; }

/// UTF-8, or no tables yet.
bool isFormat(std::uint32_t schema, std::uint32_t encoding) {
  return (schema == 0 && encoding == 0) || (schema >= 1 && schema <= 4 && encoding == 1);
}

/// The first page of an outbox without deliveries.
std::string newFirstPage() {
  SQLite::Database model(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  migrate(model);
  return imageOf(model).substr(0, kPageBytes);
}

}  // namespace

bool hasSoundHeader(const std::filesystem::path& path) {
  std::string header(kHeader, '\0');
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (::pread(file.get(), header.data(), header.size(), 0) <= 0) return true;
  const auto unused = std::string_view(header).substr(kUnused, kUnusedEnd - kUnused);
  return header.starts_with(kMagic) && std::has_single_bit(number(header, kPageSize) >> 16) &&
         isVersion(header[kWriteVersion]) && isVersion(header[kWriteVersion + 1]) &&
         number(header, kReserved) == 0x00402020 &&
         isFormat(number(header, kSchemaFormat), number(header, kEncoding)) && number(header, kLargestRoot) == 0 &&
         number(header, kVacuumMode) == 0 &&
         std::all_of(unused.begin(), unused.end(), [](char byte) { return byte == 0; });
}

void rebuildFirstPage(const std::filesystem::path& path) {
  auto page = newFirstPage();
  page[kWriteVersion] = page[kWriteVersion + 1] = 2;  // WAL
  setNumber(page, kPageCount, (std::filesystem::file_size(path) + kPageBytes - 1) / kPageBytes);
  setNumber(page, kFreeList, 0);
  setNumber(page, kFreeCount, 0);
  setNumber(page, kValidFor, number(page, kChangeCounter));
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (::pwrite(file.get(), page.data(), page.size(), 0) != static_cast<ssize_t>(page.size())) {
    throw std::system_error(std::make_error_code(std::errc::io_error), path.string());
  }
}

}  // namespace herald::core
