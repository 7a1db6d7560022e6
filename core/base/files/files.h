#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace herald::core {

/// The whole content of a regular file. Throws std::system_error: with errc::file_too_large if it has more than `limit`
/// bytes, errc::is_a_directory for a folder, errc::invalid_argument for any other thing that is no file.
std::string readFile(const std::filesystem::path& path, std::size_t limit);

/// Which file stands at a path: another one if it was made anew. Device and inode, both 0 where there is none.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  bool operator==(const FileIdentity&) const = default;
};
FileIdentity identityOf(const std::filesystem::path& path);

/// To whom a file is given; only root may give to others.
struct Owner {
  uid_t user = 0;
  gid_t group = 0;
};

/// Gives the file (mode 0600) a new content, all of it or, where this throws or the power goes, none: what the disk
/// holds is the old content or the new one. Returns when the new one is on disk. Nobody but `owner` (or this user) can
/// read it at any time. Two calls for one path must not overlap. Throws std::system_error.
void replaceFile(const std::filesystem::path& path, std::string_view content, const std::optional<Owner>& owner = {});

/// Makes the folder and what is missing above it, for `owner`, or this user, alone (mode 0700); one that is there stays
/// as it is. Throws std::system_error.
void makePrivateFolder(const std::filesystem::path& path, const std::optional<Owner>& owner = {});

/// Any text as the name of one file: letters, digits, `_` and `-` stay, other bytes become `%` and two hexadecimal
/// digits, and a long name ends in a hash. Different texts have different names, which never begin with a dot.
std::string safeFileName(std::string_view text);

}  // namespace herald::core
