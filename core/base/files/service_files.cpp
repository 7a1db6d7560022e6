// SPDX-License-Identifier: Apache-2.0
#include "base/files/service_files.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files/private_folder.h"
#include "base/files/replace_file.h"
#include "base/files/system_entry.h"

namespace herald::core {

std::optional<Owner> serviceOwner() {
  if (::geteuid() != 0) return std::nullopt;
  const SystemEntry user(::getpwnam_r, "herald");
  if (!user.get()) return std::nullopt;
  return Owner{user.get()->pw_uid, user.get()->pw_gid};
}

void writeForService(const std::filesystem::path& file, const std::string& text, const std::optional<Owner>& owner) {
  makePrivateFolder(file.parent_path(), owner);
  replaceFile(file, text, owner);
}

std::error_code whyNotWritable(const std::filesystem::path& folder) {
  std::filesystem::path there = folder;
  struct stat info {};
  while (::stat(there.c_str(), &info) != 0) {
    if (errno != ENOENT || !there.has_parent_path()) return {errno, std::generic_category()};
    there = there.parent_path();
  }
  if (!S_ISDIR(info.st_mode)) return std::make_error_code(std::errc::not_a_directory);
  if (::faccessat(AT_FDCWD, there.c_str(), W_OK | X_OK, AT_EACCESS) == 0) return {};
  return {errno, std::generic_category()};
}

}  // namespace herald::core
