// SPDX-License-Identifier: Apache-2.0
#include "base/files/world_readable.h"

#include <system_error>

namespace herald::core {

namespace fs = std::filesystem;

namespace {

bool letsOthers(fs::perms right, const fs::path& path) {
  std::error_code error;
  const fs::perms has = fs::status(path, error).permissions();
  return !error && (has & right) == right;
}

}  // namespace

bool everyoneCanRead(const fs::path& file) {
  std::error_code error;
  fs::path at = fs::canonical(file, error);
  if (error || !letsOthers(fs::perms::others_read, at)) return false;
  while (at.has_relative_path()) {
    at = at.parent_path();
    if (!letsOthers(fs::perms::others_exec, at)) return false;
  }
  return true;
}

}  // namespace herald::core
