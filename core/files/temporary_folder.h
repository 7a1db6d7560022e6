#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace herald::core {

/// For tests: a folder that is removed with everything in it. Whatever the umask is, everyone can read what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "herald-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a folder like " + name);
    path_ = name;
    std::filesystem::permissions(path_, kReadable | std::filesystem::perms::owner_write | kSearchable);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Writes a file, and the folders above it, below this folder.
  std::filesystem::path write(const std::string& name, const std::string& content) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    std::filesystem::permissions(file, kReadable | std::filesystem::perms::owner_write);
    return file;
  }

 private:
  static constexpr auto kReadable =
      std::filesystem::perms::owner_read | std::filesystem::perms::group_read | std::filesystem::perms::others_read;
  static constexpr auto kSearchable =
      std::filesystem::perms::owner_exec | std::filesystem::perms::group_exec | std::filesystem::perms::others_exec;
  std::filesystem::path path_;
};

/// For tests: takes the rights of root away for as long as it lives, so that a refusal of the disk can be seen by root
/// too.
class WithoutPrivileges {
 public:
  WithoutPrivileges() {
    if (user_ == 0 && ::seteuid(65534) != 0) throw std::runtime_error("cannot give up root's rights");
  }
  ~WithoutPrivileges() {
    if (user_ == 0 && ::seteuid(0) != 0) std::terminate();
  }
  WithoutPrivileges(const WithoutPrivileges&) = delete;
  WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;

 private:
  uid_t user_ = ::geteuid();
};

}  // namespace herald::core
