// SPDX-License-Identifier: Apache-2.0
#include "base/files/open_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace herald::core {

namespace fs = std::filesystem;

FileDescriptor openFile(const fs::path& path, int flags) {
  FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (file.get() < 0) failOn(path, errno);
  return file;
}

void writeAll(int fd, std::string_view content, const fs::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) failOn(path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

void syncFolder(const fs::path& folder) {
  const auto fd = openFile(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(fd.get()) != 0) failOn(folder, errno);
}

fs::path folderOf(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

void failOn(const fs::path& path, int error) { throw std::system_error(error, std::generic_category(), path.string()); }

}  // namespace herald::core
