// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/snapshot_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <stdexcept>

#include "base/files/open_file.h"
#include "base/files/read_file.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".jpg";
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLargestFile = std::size_t{64} << 20;
constexpr std::string_view kDigits = "0123456789ABCDEF";

bool isPlain(unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; }

}  // namespace

std::string snapshotFileName(std::string_view event) {
  std::string name;
  for (const unsigned char c : event) {
    if (isPlain(c)) {
      name += static_cast<char>(c);
    } else {
      name += {'%', kDigits[c / 16U], kDigits[c % 16U]};
    }
    if (name.size() > kLongestName) return {};
  }
  return name.empty() ? name : name.append(kEnding);
}

std::optional<std::string> eventOfSnapshotFile(std::string_view name) {
  if (!name.ends_with(kEnding)) return std::nullopt;
  name.remove_suffix(kEnding.size());
  std::string event;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '%') {
      event += name[i];
      continue;
    }
    if (i + 2 >= name.size()) return std::nullopt;
    const auto high = kDigits.find(name[i + 1]), low = kDigits.find(name[i + 2]);
    if (high == kDigits.npos || low == kDigits.npos) return std::nullopt;
    event += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return snapshotFileName(event) == std::string(name).append(kEnding) ? std::optional(event) : std::nullopt;
}

void writeSnapshot(const fs::path& file, std::string_view jpeg) {
  const fs::path temporary = file.string() + ".new";
  try {
    const auto open = openFile(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    writeAll(open.get(), jpeg, temporary);
    if (::rename(temporary.c_str(), file.c_str()) != 0) failOn(file, errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

bool linkSnapshot(const fs::path& from, const fs::path& to) {
  ::unlink(to.c_str());
  return ::link(from.c_str(), to.c_str()) == 0;
}

std::string readSnapshot(const fs::path& file) {
  auto jpeg = readFile(file, kLargestFile);
  if (!jpeg.starts_with("\xFF\xD8") || !jpeg.ends_with("\xFF\xD9")) {
    throw std::runtime_error(file.string() + " is not a whole picture");
  }
  return jpeg;
}

}  // namespace herald::core
