// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace herald::core {

/// A plugin library, read once. The bytes that are checked, hashed, copied and loaded are the same.
struct PluginFile {
  std::string bytes{};
  std::string hash{};  ///< SHA-256 in lower-case hex
};

/// Reads a file that only root or `user` can have written: the file and its folder belong to one of them, and others
/// cannot write to them. Throws std::runtime_error; its text is a clause after the file name ("can be written by
/// others: chmod go-w …").
PluginFile readPluginFile(const std::filesystem::path& file, uid_t user = ::geteuid());

/// Writes the bytes to `cache`/HASH/`name`, for this user alone, and returns that path. An existing file is replaced
/// unless its bytes are the same. Throws std::runtime_error as readPluginFile does, also if the file system of the
/// cache is mounted noexec.
std::filesystem::path privateCopy(const PluginFile& file, const std::string& name, const std::filesystem::path& cache);

/// True if the file system of `path` is mounted noexec. No program or library can be loaded from it.
bool isMountedNoexec(const std::filesystem::path& path);

}  // namespace herald::core
