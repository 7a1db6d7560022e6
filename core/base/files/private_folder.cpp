// SPDX-License-Identifier: Apache-2.0
#include "base/files/private_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/open_file.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

/// Returns false, with the reason in errno, if mkdir fails. Throws if a later step fails.
bool makeFolder(const fs::path& path, const std::optional<Owner>& owner) {
  if (::mkdir(path.c_str(), 0700) != 0) return false;
  if (owner && ::lchown(path.c_str(), owner->user, owner->group) != 0) {
    const int error = errno;
    ::rmdir(path.c_str());
    failOn(path, error);
  }
  syncFolder(folderOf(path));
  return true;
}

}  // namespace

void makePrivateFolder(const fs::path& path, const std::optional<Owner>& owner) {
  if (makeFolder(path, owner)) return;
  if (errno == ENOENT && path.has_parent_path()) {
    makePrivateFolder(path.parent_path(), owner);
    if (makeFolder(path, owner)) return;
  }
  if (errno != EEXIST) failOn(path, errno);
  if (!fs::is_directory(path)) failOn(path, ENOTDIR);
}

}  // namespace herald::core
