#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace herald::core {

/// A plugin library as it was read, once: what is checked, hashed, copied and loaded are the same bytes.
struct PluginFile {
  std::string bytes{};
  std::string hash{};  ///< SHA-256 in lower-case hex
};

/// Reads a file that nobody but root and the daemon's own user can have written: both it and its folder belong to one
/// of them and are not writable by others. Throws std::runtime_error with a clause that fits behind the name of the
/// file
/// ("can be written by others: chmod go-w …").
PluginFile readPluginFile(const std::filesystem::path& file, uid_t user = ::geteuid());

/// Puts the bytes at `cache`/HASH/`name`, readable by the daemon alone, and returns that path. A file that is there
/// already is compared, not trusted. Throws std::runtime_error with a clause, as above, also where the cache's file
/// system is mounted noexec.
std::filesystem::path privateCopy(const PluginFile& file, const std::string& name, const std::filesystem::path& cache);

/// True if nothing can be run, or loaded as a library, from the file system that `path` is on.
bool isMountedNoexec(const std::filesystem::path& path);

}  // namespace herald::core
