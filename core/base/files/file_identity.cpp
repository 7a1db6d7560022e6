// SPDX-License-Identifier: Apache-2.0
#include "base/files/file_identity.h"

#include <sys/stat.h>

namespace herald::core {

FileIdentity identityOf(const std::filesystem::path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino};
}

}  // namespace herald::core
