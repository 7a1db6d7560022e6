// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>

namespace herald::core {

/// Which file is at a path. It changes if the file is replaced. Both numbers are 0 if there is no file.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};

FileIdentity identityOf(const std::filesystem::path& path);

}  // namespace herald::core
