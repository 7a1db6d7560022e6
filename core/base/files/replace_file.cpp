// SPDX-License-Identifier: Apache-2.0
#include "base/files/replace_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/open_file.h"

namespace herald::core {

namespace fs = std::filesystem;

void replaceFile(const fs::path& path, std::string_view content, const std::optional<Owner>& owner) {
  const fs::path temporary = folderOf(path) / ("." + path.filename().string() + ".tmp");
  try {
    const auto file = openFile(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    // fchown, not chown: in another user's folder, the name may be a link by now.
    if (owner && ::fchown(file.get(), owner->user, owner->group) != 0) failOn(path, errno);
    writeAll(file.get(), content, temporary);
    if (::fsync(file.get()) != 0) failOn(temporary, errno);
    if (::rename(temporary.c_str(), path.c_str()) != 0) failOn(path, errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  syncFolder(folderOf(path));
}

}  // namespace herald::core
